// SPDX-License-Identifier: Apache-2.0

/// Why a task does not go on, though nothing is wrong with it.
enum Interruption: Error, Hashable {
    /// Somebody wants it to stop, or erased it.
    case stopped
    /// Its total deadline has passed.
    case overdue
    /// The lease ran out or was taken away: another worker may have the task.
    case leaseLost
    /// The worker is to stop, and its time for that is over.
    case drained
}
