// SPDX-License-Identifier: Apache-2.0

/// Where a task is in its life; a terminal status is final.
public enum FusionStatus: String, Sendable, CaseIterable {
    case queued, running
    case succeeded, failed, canceled
    /// A deadline passed.
    case expired
    /// By the content policy.
    case rejected

    /// Whether nothing more happens.
    public var isTerminal: Bool { self != .queued && self != .running }
}
