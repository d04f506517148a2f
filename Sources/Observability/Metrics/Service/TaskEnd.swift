// SPDX-License-Identifier: Apache-2.0

/// How a task ended; the raw value is the interface's status.
public enum TaskEnd: String, ClosedLabels {
    /// Its result is published.
    case succeeded
    /// For good, its retries used up.
    case failed
    /// By its owner.
    case canceled
    /// A deadline passed.
    case expired
    /// Against the content policy.
    case rejected

    /// `status`.
    public static let labelNames = ["status"]
}
