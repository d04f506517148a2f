// SPDX-License-Identifier: Apache-2.0

/// The last frame of a segment that is complete and was checked: the next start reads only the headers before it.
enum SegmentSeal {
    static let byteCount = FrameHeader.byteCount

    /// Ends a segment at `end` and gives back what was allocated behind it.
    static func write(at end: Int, of segment: SegmentFile) throws(StorageError) {
        let header = FrameHeader(
            kind: .seal,
            isRelocated: false,
            id: ObjectID(tenant: "", name: ""),
            bodyLength: 0,
            trailerLength: 0,
            trailerChecksum: 0
        )
        try segment.file.write(header.encoded(offset: UInt32(end), nonce: segment.nonce), at: end)
        try segment.file.truncate(to: end + byteCount)
    }

    /// Whether a segment ends with a seal.
    static func isPresent(in segment: SegmentFile) throws(StorageError) -> Bool {
        let start = try segment.file.size() - byteCount
        guard start >= SegmentFile.headerLength, start <= Int(UInt32.max) else { return false }
        let bytes = try segment.file.read(at: start, count: byteCount)
        return FrameHeader(bytes[...], offset: UInt32(start), nonce: segment.nonce)?.kind == .seal
    }
}
