// SPDX-License-Identifier: Apache-2.0

/// What became of a settlement.
public enum SettleResult: Hashable, Sendable {
    /// It counts; the task stands here now.
    case settled(TaskStatus)
    /// The same lease had settled before: a repeat after a lost reply.
    case same
    /// The lease was no longer this one: drop the work.
    case leaseLost
}
