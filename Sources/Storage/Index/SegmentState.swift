// SPDX-License-Identifier: Apache-2.0

/// What the index knows of one segment file.
struct SegmentState: Sendable {
    let segment: SegmentFile
    /// Written up to here.
    var writtenBytes = SegmentFile.headerLength
    /// Bytes and number of the frames that something refers to.
    var liveBytes = 0
    var liveFrames = 0
    /// Bytes given back to the disk by holes.
    var punchedBytes = 0
    /// Nothing is written to it any more.
    var isFull = false
    /// A sync of it failed.
    var isPoisoned = false
    /// The accept records in it, by offset.
    var accepts: [(offset: UInt32, id: ObjectID)] = []

    init(_ segment: SegmentFile) { self.segment = segment }

    var diskBytes: Int { max(0, writtenBytes - punchedBytes) }
}
