// SPDX-License-Identifier: Apache-2.0

/// What the trailers of the different kinds hold besides their parts.
enum FrameAttributes {
    static func encode(_ media: MediaDescription) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(UInt32(clamping: media.width))
        writer.append(UInt32(clamping: media.height))
        writer.append(text: media.contentType)
        return writer.bytes
    }

    static func media(_ bytes: [UInt8]) -> MediaDescription? {
        var reader = ByteReader(bytes[...])
        guard let width = reader.uint32(), let height = reader.uint32(), let type = reader.text() else { return nil }
        return MediaDescription(contentType: type, width: Int(width), height: Int(height))
    }

    static func encode(_ record: FinalRecord) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(record.createdAtMilliseconds)
        writer.append(text: record.status)
        writer.append(UInt8(record.isDeadLetter ? 1 : 0))
        return writer.bytes
    }

    static func final(_ bytes: [UInt8]) -> (createdAt: Int64, status: String, isDeadLetter: Bool)? {
        var reader = ByteReader(bytes[...])
        guard let createdAt = reader.int64(), let status = reader.text() else { return nil }
        // Frames that were written before dead letters were marked end here.
        return (createdAt, status, reader.uint8() == 1)
    }

    static func encode(void position: SegmentPosition) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(position.segment)
        writer.append(position.offset)
        return writer.bytes
    }

    static func void(_ bytes: [UInt8]) -> SegmentPosition? {
        var reader = ByteReader(bytes[...])
        guard let segment = reader.uint32(), let offset = reader.uint32() else { return nil }
        return SegmentPosition(segment: segment, offset: offset)
    }
}
