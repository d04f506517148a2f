// SPDX-License-Identifier: Apache-2.0

/// Reads single frames, checked.
enum FrameReader {
    static let chunkBytes = 1 << 20

    /// The trailer of the frame at a place; nil when it is not as written.
    static func trailer(at place: FramePlace, in file: Descriptor) throws(StorageError) -> FrameTrailer? {
        let bytes = try file.read(at: place.trailerOffset, count: Int(place.trailerLength))
        return Checksum.of(bytes[...]) == place.trailerChecksum ? FrameTrailer(bytes[...]) : nil
    }

    /// The bytes of a part, or nil when they are not what the digest says.
    static func part(
        _ index: Int,
        of trailer: FrameTrailer,
        at place: FramePlace,
        in file: Descriptor
    ) throws(StorageError) -> [UInt8]? {
        let sum = trailer.parts[index].sum
        let bytes = try file.read(at: place.bodyOffset + trailer.bodyOffset(of: index), count: sum.byteCount)
        return ContentDigest(of: bytes) == sum.digest ? bytes : nil
    }

    /// Whether a part is what its digest says, without holding it in memory.
    static func isWhole(
        _ index: Int,
        of trailer: FrameTrailer,
        at place: FramePlace,
        in file: Descriptor
    ) throws(StorageError) -> Bool {
        let sum = trailer.parts[index].sum
        let start = place.bodyOffset + trailer.bodyOffset(of: index)
        var hasher = ContentHasher()
        for offset in stride(from: 0, to: sum.byteCount, by: chunkBytes) {
            hasher.update(try file.read(at: start + offset, count: min(chunkBytes, sum.byteCount - offset)))
        }
        return hasher.finish() == sum
    }

    /// Whether all parts of a frame have their checksums and fill the body.
    static func isBodyWhole(
        of trailer: FrameTrailer,
        at place: FramePlace,
        in file: Descriptor
    ) throws(StorageError) -> Bool {
        var start = place.bodyOffset
        for part in trailer.parts where part.upload == nil {
            var checksum: UInt32 = 0
            for offset in stride(from: 0, to: part.sum.byteCount, by: chunkBytes) {
                let count = min(chunkBytes, part.sum.byteCount - offset)
                checksum = Checksum.update(checksum, try file.read(at: start + offset, count: count)[...])
            }
            guard checksum == part.sum.checksum else { return false }
            start += part.sum.byteCount
        }
        return start == place.trailerOffset
    }
}
