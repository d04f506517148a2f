// SPDX-License-Identifier: Apache-2.0

import ImageCodecs
import Imaging
import TestSupport

@testable import Provenance

/// Pictures and labels for the tests.
enum Sample {
    /// Pictures of every kind that results can have: segments, chunks and headers differ.
    static let files = [
        "baseline-420.jpg", "progressive.jpg", "restart.jpg", "gray.jpg", "cmyk-adobe.jpg", "profile.jpg",
        "orientation-6.jpg", "rgb.png", "rgba.png", "rgb16.png", "palette.png", "profile.png", "animated.png",
        "lossy.webp", "lossless.webp", "lossy-alpha.webp", "lossless-alpha.webp", "profile.webp", "animated.webp",
    ]
    /// One of each format, WebP without and with its longer header.
    static let short = ["baseline-420.jpg", "rgb.png", "lossy.webp", "lossless-alpha.webp"]

    /// A label with a different text in each field.
    static func metadata() throws -> AIGCMetadata {
        try AIGCMetadata(
            label: .generated,
            producer: AIGCMetadata.Party(name: "测试 & <Service> \"A\"", fileID: "task-1\\2", integrity: "sha256:00"),
            propagator: AIGCMetadata.Party(name: "Propagator", fileID: "P/7", integrity: "'x'")
        )
    }

    /// The same as another program must read it.
    static let members = [
        "Label": "1", "ContentProducer": "测试 & <Service> \"A\"", "ProduceID": "task-1\\2", "ReservedCode1": "sha256:00",
        "ContentPropagator": "Propagator", "PropagateID": "P/7", "ReservedCode2": "'x'",
    ]

    /// What a picture shows.
    static func pixels(_ file: [UInt8]) throws -> [UInt8] {
        var image = try DecodedImage(decoding: file)
        return try image.pixels(in: image.size.bounds, reduction: .full).takeBytes()
    }

    /// A digest for tests: all bytes and their order count; 64 digits as a real one has.
    static let digest: @Sendable (Span<UInt8>) -> String = { bytes in
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: String(repeating: "0", count: 16 - digits.count) + digits, count: 4)
    }

    /// A labeler over ``digest``.
    static func labeler(_ policy: LabelPolicy, _ mark: VisibleMark = VisibleMark()) throws -> Labeler {
        try Labeler(policy: policy, visibleMark: mark, contentProducer: "Test", sha256: digest)
    }

    /// A packet as photo programs write it: properties as elements and as attributes, a list, an older label.
    static let olderPacket = """
        <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Someone &amp; Sons">
         <r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
          <r:Description r:about="uuid:&quot;1&quot;" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
            xmlns:AI="http://www.tc260.org.cn/ns/AIGC/1.0/" xmlns:note="http://ns.adobe.com/xmp/note/"
            xmp:CreatorTool="Camera 3" note:HasExtendedXMP="0123" AI:AIGC='{"Label":"3"}'/>
          <r:Description r:about="uuid:&quot;1&quot;" xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:old="http://www.tc260.org.cn/ns/AIGC/1.0/" xmlns:iptc="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
           <dc:title><r:Alt><r:li xml:lang="x-default"><![CDATA[A & title]]></r:li></r:Alt></dc:title>
           <old:AIGC>{"Label":"2"}</old:AIGC><iptc:DigitalSourceType>digitalCapture</iptc:DigitalSourceType>
           <dc:format>image/png</dc:format>
          </r:Description>
         </r:RDF>
        </x:xmpmeta>
        <?xpacket end="w"?>
        """

    /// A file with a packet in it, put there piece by piece.
    static func file(_ name: String, packet: String) throws -> [UInt8] {
        let file = try ImageFixture.bytes(name)
        let layout = try LabelledFormat(file).layout(of: file)
        switch try LabelledFormat(file) {
        case .jpeg: return layout.file(file, inserting: try JPEGLayout.segment(Array(packet.utf8)))
        case .png: return layout.file(file, inserting: try PNGLayout.chunk(Array(packet.utf8)))
        case .webp: return try WebPLayout.file(file, layout, packet: Array(packet.utf8))
        }
    }
}
