// SPDX-License-Identifier: Apache-2.0

/// Where a page of tasks begins, in the two places that tasks are listed from.
///
/// These are the queue and what is kept of ended tasks.
public struct TaskCursor: Hashable, Sendable {
    /// The most bytes of ``archive``.
    public static let archiveByteCountMax = 96

    /// Behind this number of the queue's order; `nil` for its start.
    public let queue: Int?
    /// Behind this place among the ended tasks, in the store's own words; `nil` for their start.
    public let archive: String?

    /// A place in both lists.
    public init(queue: Int?, archive: String?) {
        precondition((archive?.utf8.count ?? 0) <= Self.archiveByteCountMax, "a place in the archive is short")
        self.queue = queue
        self.archive = archive
    }
}
