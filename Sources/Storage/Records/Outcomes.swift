// SPDX-License-Identifier: Apache-2.0

/// What became of a record that was to be accepted.
///
/// Either way it is durable.
public struct AcceptOutcome: Hashable, Sendable {
    /// False when a record was there under this id already; that one stays as it was.
    public let isNew: Bool

    package init(isNew: Bool) { self.isNew = isNew }
}

/// What became of a result.
///
/// Either way one result is durable.
public enum ResultOutcome: Hashable, Sendable {
    /// This result is the task's.
    case stored(ObjectInfo)
    /// Another came first: adopt it.
    case existing(ObjectInfo)
}

/// What a sweep did.
public struct SweepReport: Hashable, Sendable {
    /// Objects whose time was over.
    public var expiredObjects = 0
    /// Segments removed.
    public var removedSegments = 0
    /// Records copied forward out of segments that were almost empty.
    public var copiedRecords = 0
    /// Bytes given back to the disk inside segments that stay.
    public var punchedBytes = 0

    /// The report of a sweep that found nothing to do.
    public init() {}
}

/// What the store takes.
public struct StorageUsage: Hashable, Sendable {
    /// Bytes of objects that can be read.
    public let liveBytes: Int
    /// Bytes on the disk, without what is preallocated for what comes next.
    public let diskBytes: Int
    /// The limit for `diskBytes`, above which nothing is accepted.
    public let quotaBytes: Int
    /// Segment files.
    public let segmentCount: Int
    /// Segment files of which a sync failed; above 0 the disk or its file system needs a look.
    public let poisonedSegmentCount: Int

    package init(liveBytes: Int, diskBytes: Int, quotaBytes: Int, segmentCount: Int, poisonedSegmentCount: Int) {
        self.liveBytes = liveBytes
        self.diskBytes = diskBytes
        self.quotaBytes = quotaBytes
        self.segmentCount = segmentCount
        self.poisonedSegmentCount = poisonedSegmentCount
    }
}
