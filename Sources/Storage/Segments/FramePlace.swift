// SPDX-License-Identifier: Apache-2.0

/// Where a frame lies.
struct FramePlace: Hashable, Sendable {
    var segment: UInt32
    var offset: UInt32
    var bodyLength: UInt32
    var trailerLength: UInt16
    var trailerChecksum: UInt32

    init(_ header: FrameHeader, segment: UInt32, offset: UInt32) {
        self.segment = segment
        self.offset = offset
        bodyLength = header.bodyLength
        trailerLength = header.trailerLength
        trailerChecksum = header.trailerChecksum
    }

    var position: SegmentPosition { SegmentPosition(segment: segment, offset: offset) }
    var bodyOffset: Int { Int(offset) + FrameHeader.byteCount }
    var trailerOffset: Int { bodyOffset + Int(bodyLength) }
    var frameLength: Int { FrameHeader.frameLength(body: Int(bodyLength), trailer: Int(trailerLength)) }
}
