// SPDX-License-Identifier: Apache-2.0

/// The queue's priority classes, by their names in the interface.
public enum QueueClass: String, ClosedLabels {
    /// Needs an entitlement.
    case vip
    /// What a task is unless it says otherwise.
    case normal
    /// Whatever can wait.
    case bulk

    /// `class`.
    public static let labelNames = ["class"]
}
