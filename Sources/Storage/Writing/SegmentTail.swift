// SPDX-License-Identifier: Apache-2.0

/// The end of the newest segment, where frames are appended, and the segment that lies ready to follow it.
///
/// The ready one is a reserve: when the disk is full, new work is refused while what runs can still settle into it.
struct SegmentTail: Sendable {
    /// Smaller pieces are collected and written together.
    static let directWriteBytesMin = 32 << 10

    let folder: DataFolder
    let index: SharedIndex
    let segmentBytes: Int

    var nextNumber: UInt32
    var active: SegmentFile?
    var activeBytes = 0
    var offset = 0
    var ready: SegmentFile?
    /// Segments that this group wrote to, and where it began in each.
    var group: [(segment: SegmentFile, start: Int)] = []
    /// Segments that are full and get their seal when this group is durable.
    var full: [(segment: SegmentFile, end: Int)] = []
    /// What a failed sync left behind, not yet durably declared void.
    var voids: [SegmentPosition] = []
    var voidFrames: [(header: FrameHeader, place: FramePlace, trailer: FrameTrailer)] = []
    /// Segments whose names are not durable yet; it takes one sync for all of them, once one is written to.
    var unsyncedNames: Set<UInt32> = []
    var pieces: [UInt8] = []

    init(folder: DataFolder, index: SharedIndex, segmentBytes: Int, nextNumber: UInt32) {
        self.folder = folder
        self.index = index
        self.segmentBytes = segmentBytes
        self.nextNumber = nextNumber
    }

    /// Makes room for a frame.
    ///
    /// A failure concerns this frame alone.
    mutating func reserve(_ append: Append) throws(StorageError) {
        let length = append.frameLength
        if active != nil, offset + length + SegmentSeal.byteCount <= activeBytes { return }
        try advance(isRefusable: append.isRefusable, frameLength: length)
    }

    /// Writes a frame behind the last one; it is not durable yet.
    ///
    /// A failure concerns the whole group.
    mutating func write(_ append: Append) throws(StorageError) -> (FrameHeader, FramePlace) {
        if voidFrames.isEmpty, !voids.isEmpty { try writeVoids(time: append.trailer.storedAt) }
        return try put(append)
    }

    mutating func put(_ append: Append) throws(StorageError) -> (FrameHeader, FramePlace) {
        guard let segment = active else { throw StorageError(.failed, "there is no segment to write to") }
        let trailer = append.encodedTrailer
        let header = FrameHeader(
            kind: append.kind,
            isRelocated: append.original != nil,
            id: append.id,
            bodyLength: UInt32(append.bodyLength),
            trailerLength: UInt16(trailer.count),
            trailerChecksum: Checksum.of(trailer[...])
        )
        let place = FramePlace(header, segment: segment.number, offset: UInt32(offset))
        if group.last?.segment !== segment { group.append((segment, offset)) }
        try put(header.encoded(offset: place.offset, nonce: segment.nonce), into: segment)
        for content in append.contents {
            switch content.place {
            case .memory(let bytes): try put(bytes, into: segment)
            case .file(let file):
                try flush(into: segment)
                try segment.file.copy(from: file, to: offset, length: content.sum.byteCount)
                offset += content.sum.byteCount
            }
        }
        let padding = header.frameLength - FrameHeader.byteCount - append.bodyLength - trailer.count
        try put(trailer + [UInt8](repeating: 0, count: padding), into: segment)
        return (header, place)
    }

    private mutating func put(_ bytes: [UInt8], into segment: SegmentFile) throws(StorageError) {
        if bytes.count < Self.directWriteBytesMin {
            pieces += bytes
            offset += bytes.count
        } else {
            try flush(into: segment)
            try segment.file.write(bytes, at: offset)
            offset += bytes.count
        }
    }

    /// Writes what was collected; it ends at `offset`.
    mutating func flush(into segment: SegmentFile) throws(StorageError) {
        guard !pieces.isEmpty else { return }
        try segment.file.write(pieces, at: offset - pieces.count)
        pieces.removeAll(keepingCapacity: true)
    }
}
