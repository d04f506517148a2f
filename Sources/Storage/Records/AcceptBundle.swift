// SPDX-License-Identifier: Apache-2.0

/// An accepted record as one object: what is in it, then the request, then the inputs that came with it.
///
/// Layout: `FFB1`, the length of what follows up to the bodies (4 bytes, little-endian), its CRC32C (4), a frame's
/// trailer, then the bodies. Inputs that came as uploads have no body; their bytes lie elsewhere.
package struct AcceptBundle: Sendable {
    /// When it was accepted: milliseconds since 1970.
    package let acceptedAtMilliseconds: Int64
    private let trailer: FrameTrailer
    private let headerByteCount: Int

    private static let magic = [UInt8]("FFB1".utf8)
    private static let prefixByteCount = 12

    /// The bundle of a record.
    ///
    /// - Parameters:
    ///   - record: The record.
    ///   - uploads: What is known of the uploads that it names.
    ///   - time: Now, in milliseconds since 1970.
    /// - Throws: `recordTooLarge`; `notFound` for an upload that nothing is known of.
    package init(_ record: AcceptRecord, uploads: [ObjectID: ObjectInfo], at time: Int64) throws(StorageError) {
        try record.checkLimits()
        var trailer = FrameTrailer(storedAt: time, expiresAt: 0)
        trailer.parts = [FrameTrailer.Part(role: nil, sum: record.request.sum)]
        for input in record.inputs {
            switch input.origin {
            case .content(let content): trailer.parts.append(FrameTrailer.Part(role: input.role, sum: content.sum))
            case .upload(let id):
                guard let info = uploads[id] else { throw StorageError.missingObject }
                let sum = ContentSum(digest: info.digest, checksum: 0, byteCount: info.byteCount)
                trailer.parts.append(FrameTrailer.Part(role: input.role, sum: sum, upload: id))
            }
        }
        self.init(trailer, headerByteCount: Self.prefixByteCount + trailer.encoded().count)
    }

    private init(_ trailer: FrameTrailer, headerByteCount: Int) {
        self.trailer = trailer
        self.headerByteCount = headerByteCount
        acceptedAtMilliseconds = trailer.storedAt
    }

    /// Reads the head of an object.
    ///
    /// - Parameter bytes: The object, or as much of its beginning as there is at hand.
    /// - Throws: `damaged` when it is no bundle, or not as it was written; so also when too little of it is given.
    package init(reading bytes: [UInt8]) throws(StorageError) {
        var reader = ByteReader(bytes[...])
        guard let magic = reader.bytes(Self.magic.count), magic.elementsEqual(Self.magic),
            let length = reader.uint32(), let checksum = reader.uint32(), let rest = reader.bytes(Int(length)),
            Checksum.of(rest) == checksum, let trailer = FrameTrailer(rest), let request = trailer.parts.first,
            request.upload == nil
        else { throw Self.damaged }
        self.init(trailer, headerByteCount: Self.prefixByteCount + Int(length))
    }

    /// How an object begins, up to the request.
    package var header: [UInt8] {
        let encoded = trailer.encoded()
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(UInt32(encoded.count))
        writer.append(Checksum.of(encoded[...]))
        writer.append(encoded)
        return writer.bytes
    }

    /// Where the request lies in the object.
    package var requestRange: Range<Int> { range(of: 0) }

    /// What is recorded of the inputs of a record.
    package func inputs(of record: ObjectID) -> [InputDescription] {
        trailer.parts.dropFirst().enumerated().map { index, part in
            InputDescription(
                id: InputID(record: record, index: index),
                role: part.role ?? .target,
                digest: part.sum.digest,
                byteCount: part.sum.byteCount
            )
        }
    }

    /// Where the bytes of an input are.
    package enum InputPlace: Sendable {
        /// In the object.
        case range(Range<Int>)
        /// They came as an upload.
        case upload(ObjectID)
    }

    /// Where an input's bytes are, and what they have to be.
    ///
    /// - Throws: `notFound` when there is no input of this index.
    package func input(_ index: Int) throws(StorageError) -> (place: InputPlace, sum: ContentSum) {
        guard trailer.parts.indices.dropFirst().contains(index + 1) else {
            throw StorageError(.notFound, "the record has no input \(index)")
        }
        let part = trailer.parts[index + 1]
        return (part.upload.map { .upload($0) } ?? .range(range(of: index + 1)), part.sum)
    }

    /// The inputs that came as uploads: their index and the upload.
    package var uploads: [(index: Int, id: ObjectID)] {
        trailer.parts.dropFirst().enumerated().compactMap { index, part in part.upload.map { (index, $0) } }
    }

    private func range(of part: Int) -> Range<Int> {
        let start = headerByteCount + trailer.bodyOffset(of: part)
        return start..<start + trailer.parts[part].bodyLength
    }

    /// What an object is that is not as it was written.
    package static let damaged = StorageError(.damaged, "an accept record is not what was written")
}
