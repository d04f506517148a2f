// SPDX-License-Identifier: Apache-2.0

/// How one attempt to deliver a webhook went.
public enum DeliveryResult: String, ClosedLabels {
    /// The endpoint answered 2xx.
    case delivered
    /// It answered something else, not in time or not at all.
    case failed

    /// `result`.
    public static let labelNames = ["result"]
}
