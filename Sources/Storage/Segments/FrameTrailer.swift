// SPDX-License-Identifier: Apache-2.0

/// What a frame says of its body: the parts with lengths and digests, times, and what its kind needs besides.
///
/// Layout, little-endian: version (1 byte), number of parts (1), stored at and expires at in milliseconds (8 each), the
/// parts, the attributes behind their length (4). A part: role, person, photo, whether it is an upload (1 byte each),
/// length (8), CRC32C (4), SHA-256 (32), and the upload's id (24) where it is one.
struct FrameTrailer: Equatable, Sendable {
    static let version: UInt8 = 1
    static let byteCountMax = Int(UInt16.max)

    struct Part: Equatable, Sendable {
        var role: InputRole?
        var sum: ContentSum
        /// Where the bytes are instead of in this frame's body.
        var upload: ObjectID?

        /// Bytes that the part takes of the body.
        var bodyLength: Int { upload == nil ? sum.byteCount : 0 }
    }

    var storedAt: Int64
    /// 0 for never.
    var expiresAt: Int64
    var parts: [Part] = []
    var attributes: [UInt8] = []

    /// Offset of a part in the body.
    func bodyOffset(of index: Int) -> Int { parts[..<index].reduce(0) { $0 + $1.bodyLength } }

    var uploads: [ObjectID] { parts.compactMap(\.upload) }

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.version)
        writer.append(UInt8(parts.count))
        writer.append(storedAt)
        writer.append(expiresAt)
        for part in parts { part.encode(into: &writer) }
        writer.append(UInt32(attributes.count))
        writer.append(attributes)
        return writer.bytes
    }

    /// The trailer in some bytes; nil for anything but a whole one.
    init?(_ bytes: ArraySlice<UInt8>) {
        var reader = ByteReader(bytes)
        guard reader.uint8() == Self.version, let count = reader.uint8(), let storedAt = reader.int64(),
            let expiresAt = reader.int64()
        else { return nil }
        var parts: [Part] = []
        for _ in 0..<count {
            guard let part = Part(&reader) else { return nil }
            parts.append(part)
        }
        guard let length = reader.uint32(), let attributes = reader.bytes(Int(length)), reader.remaining == 0 else {
            return nil
        }
        self.init(storedAt: storedAt, expiresAt: expiresAt, parts: parts, attributes: [UInt8](attributes))
    }

    init(storedAt: Int64, expiresAt: Int64, parts: [Part] = [], attributes: [UInt8] = []) {
        self.storedAt = storedAt
        self.expiresAt = expiresAt
        self.parts = parts
        self.attributes = attributes
    }
}

extension FrameTrailer.Part {
    fileprivate func encode(into writer: inout ByteWriter) {
        let (kind, person, photo): (UInt8, UInt8, UInt8) =
            switch role {
            case nil: (0, 0, 0)
            case .target: (1, 0, 0)
            case .source(let person, let photo): (2, person, photo)
            }
        writer.append([kind, person, photo, upload == nil ? 0 : 1])
        writer.append(UInt64(sum.byteCount))
        writer.append(sum.checksum)
        writer.append(sum.digest.bytes)
        if let upload { writer.append(upload.bytes) }
    }

    fileprivate init?(_ reader: inout ByteReader) {
        guard let kind = reader.uint8(), let person = reader.uint8(), let photo = reader.uint8(),
            let isUpload = reader.uint8(), let length = reader.uint64(), length <= UInt64(UInt32.max),
            let checksum = reader.uint32(),
            let digest = reader.bytes(ContentDigest.byteCount).flatMap(ContentDigest.init(bytes:))
        else { return nil }
        switch kind {
        case 0: role = nil
        case 1: role = .target
        case 2: role = .source(person: person, photo: photo)
        default: return nil
        }
        sum = ContentSum(digest: digest, checksum: checksum, byteCount: Int(length))
        guard isUpload == 1 else { return }
        guard let id = reader.bytes(ObjectID.byteCount).flatMap(ObjectID.init(bytes:)) else { return nil }
        upload = id
    }
}
