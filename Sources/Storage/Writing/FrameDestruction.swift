// SPDX-License-Identifier: Apache-2.0

/// Makes the contents of frames unreadable, on the medium too.
///
/// The headers stay, so that a scan finds its way.
enum FrameDestruction {
    private static let chunkBytes = 1 << 20

    /// Overwrites frames with zeros, waits until that is durable, and gives the room back.
    ///
    /// Holes alone would leave the bytes on the medium. All bodies go before the first trailer does: while trailers are
    /// whole, a start after a crash knows what there is left to overwrite.
    static func overwrite(_ places: [FramePlace], in segments: [UInt32: SegmentFile]) throws(StorageError) {
        try overwrite(places, in: segments) { $0.bodyOffset..<$0.trailerOffset }
        try overwrite(places, in: segments) { $0.trailerOffset..<($0.trailerOffset + Int($0.trailerLength)) }
        try punch(places, in: segments)
    }

    /// Gives the room of frames back, which then read as zeros; not yet durable.
    static func punch(_ places: [FramePlace], in segments: [UInt32: SegmentFile]) throws(StorageError) {
        for (segment, places) in grouped(places, segments) {
            for place in places {
                try segment.file.punchHole(
                    at: place.bodyOffset,
                    length: Int(place.bodyLength) + Int(place.trailerLength)
                )
            }
        }
    }

    private static func overwrite(
        _ places: [FramePlace],
        in segments: [UInt32: SegmentFile],
        _ range: (FramePlace) -> Range<Int>
    ) throws(StorageError) {
        for (segment, places) in grouped(places, segments) {
            for place in places { try overwrite(range(place), of: segment.file) }
            try segment.file.syncData()
        }
    }

    private static func overwrite(_ range: Range<Int>, of file: Descriptor) throws(StorageError) {
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: chunkBytes) {
            let count = min(chunkBytes, range.upperBound - offset)
            try file.write([UInt8](repeating: 0, count: count), at: offset)
        }
    }

    private static func grouped(
        _ places: [FramePlace],
        _ segments: [UInt32: SegmentFile]
    ) -> [(SegmentFile, [FramePlace])] {
        Dictionary(grouping: places, by: \.segment).sorted { $0.key < $1.key }.compactMap { number, places in
            segments[number].map { ($0, places) }
        }
    }
}
