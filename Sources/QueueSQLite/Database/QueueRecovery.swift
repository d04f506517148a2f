// SPDX-License-Identifier: Apache-2.0

/// What opening the queue found.
public struct QueueRecovery: Hashable, Sendable {
    /// Whether the database was made anew: every accept record has to be restored.
    public internal(set) var isNew = false
    /// Where a damaged database was moved to; replaced at the next time.
    public internal(set) var damagedPath: String?
    /// Tasks that ran when the process ended: each runs again, alone.
    public internal(set) var crashedTasks = 0
}
