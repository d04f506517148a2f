// SPDX-License-Identifier: Apache-2.0

/// What a frame of a segment holds.
enum FrameKind: UInt8, Sendable, CaseIterable {
    case accept = 1
    case result
    case final
    case upload
    /// The object is erased.
    case tombstone
    /// The inputs of a task are no longer needed.
    case inputsRemoved
    /// A range of another segment was never acknowledged, because its sync failed: ignore it.
    case void
    /// The segment ends here and all before was durable and whole.
    case seal
}

/// The first 64 bytes of a frame; then come the body, the trailer and zeros up to a multiple of 8.
///
/// Layout, little-endian: magic, kind (1 byte), flags (1), trailer length (2), body length (4), offset of the frame in
/// its segment (4), object id (24), nonce of the segment (8), CRC32C of the trailer (4), 8 zeros, CRC32C of the
/// preceding 60 bytes (4).
///
/// Offset and nonce make sure that bytes of an upload which look like a frame are never taken for one when a scan looks
/// for the next frame behind damage: the nonce is random and never leaves the store.
struct FrameHeader: Equatable, Sendable {
    static let byteCount = 64
    static let alignment = 8
    static let magic: UInt32 = 0x3153_4646

    var kind: FrameKind
    /// The frame is a copy out of a segment that goes away, and takes the place of the original.
    var isRelocated: Bool
    var id: ObjectID
    var bodyLength: UInt32
    var trailerLength: UInt16
    var trailerChecksum: UInt32

    /// Header, body, trailer and padding.
    var frameLength: Int { Self.frameLength(body: Int(bodyLength), trailer: Int(trailerLength)) }

    static func frameLength(body: Int, trailer: Int) -> Int {
        (byteCount + body + trailer + alignment - 1) / alignment * alignment
    }

    func encoded(offset: UInt32, nonce: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(kind.rawValue)
        writer.append(UInt8(isRelocated ? 1 : 0))
        writer.append(trailerLength)
        writer.append(bodyLength)
        writer.append(offset)
        writer.append(id.bytes)
        writer.append(nonce)
        writer.append(trailerChecksum)
        writer.append(UInt64(0))
        writer.append(Checksum.of(writer.bytes[...]))
        return writer.bytes
    }

    /// The header in 64 bytes; nil unless every bit of it is right, at this place.
    init?(_ bytes: ArraySlice<UInt8>, offset: UInt32, nonce: UInt64) {
        guard bytes.count == Self.byteCount else { return nil }
        var reader = ByteReader(bytes)
        guard reader.uint32() == Self.magic, let kind = reader.uint8().flatMap(FrameKind.init(rawValue:)),
            let flags = reader.uint8(), let trailerLength = reader.uint16(), let bodyLength = reader.uint32(),
            reader.uint32() == offset, let id = reader.bytes(ObjectID.byteCount).flatMap(ObjectID.init(bytes:)),
            reader.uint64() == nonce, let trailerChecksum = reader.uint32(), reader.uint64() == 0,
            reader.uint32() == Checksum.of(bytes.prefix(Self.byteCount - 4))
        else { return nil }
        self.init(
            kind: kind,
            isRelocated: flags & 1 == 1,
            id: id,
            bodyLength: bodyLength,
            trailerLength: trailerLength,
            trailerChecksum: trailerChecksum
        )
    }

    init(
        kind: FrameKind,
        isRelocated: Bool,
        id: ObjectID,
        bodyLength: UInt32,
        trailerLength: UInt16,
        trailerChecksum: UInt32
    ) {
        self.kind = kind
        self.isRelocated = isRelocated
        self.id = id
        self.bodyLength = bodyLength
        self.trailerLength = trailerLength
        self.trailerChecksum = trailerChecksum
    }
}
