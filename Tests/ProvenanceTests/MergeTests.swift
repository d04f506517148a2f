// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Provenance

@Suite(.timeLimit(.minutes(1))) struct `XMP that was there before` {
    @Test(arguments: Sample.short)
    func `is merged into one packet with one label`(name: String) throws {
        let file = try Sample.file(name, packet: Sample.olderPacket)
        let labelled = try XMPEmbedder.embed(try Sample.metadata(), in: file)
        let reader = LabelReader(labelled)
        #expect(try reader.label() == Sample.members)
        let properties = try LabelReader.properties(of: try #require(reader.packets.first))
        #expect(
            properties.filter { $0.name != "Description" }.map(\.name) == ["li", "format", "AIGC", "DigitalSourceType"]
        )
        #expect(properties.contains { $0.text == "A & title" } && properties.contains { $0.text == "image/png" })
        let text = String(decoding: reader.packets[0], as: UTF8.self)
        #expect(text.contains("xmp:CreatorTool=\"Camera 3\"") && text.contains("Someone &amp; Sons"))
        // Descriptions of one packet are about one thing; the list of continuations went with them.
        #expect(text.split(separator: "about=\"uuid:&quot;1&quot;\"").count == 4)
        #expect(!text.contains("HasExtendedXMP") && !text.contains(#""Label":"3""#))
    }

    @Test(arguments: Sample.short)
    func `that cannot be read gives way to the label`(name: String) throws {
        let cut = String(Sample.olderPacket.prefix(700))
        let noRDF = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>"
        let doctype = "<!DOCTYPE x [<!ENTITY a \"b\">]>" + Sample.olderPacket
        for packet in [cut, noRDF, doctype, "", "\u{0}"] {
            let labelled = try XMPEmbedder.embed(try Sample.metadata(), in: try Sample.file(name, packet: packet))
            #expect(try LabelReader(labelled).label() == Sample.members, "\(packet.prefix(20))")
        }
    }

    @Test func `of which a JPEG has no room for the label gives way to it`() throws {
        let room = JPEGLayout.packetByteCountMax - Sample.olderPacket.utf8.count
        for (padding, isKept) in [(room, false), (room - 1500, true)] {
            let packet = Sample.olderPacket + String(repeating: " ", count: padding)
            let labelled = try XMPEmbedder.embed(
                try Sample.metadata(),
                in: try Sample.file("baseline-420.jpg", packet: packet)
            )
            let reader = LabelReader(labelled)
            #expect(try reader.label() == Sample.members)
            #expect(String(decoding: reader.packets[0], as: UTF8.self).contains("Camera 3") == isKept)
        }
    }

    @Test func `in continuations and compressed chunks goes`() throws {
        let jpeg = try ImageFixture.bytes("baseline-420.jpg")
        let body = Array("http://ns.adobe.com/xmp/extension/\0".utf8) + [UInt8](repeating: 65, count: 40)
        let segment = [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body
        let continued = try LabelledFormat.jpeg.layout(of: jpeg).file(jpeg, inserting: segment)
        #expect(throws: ProvenanceError.self) { try AIGCMetadata(readFrom: continued) }
        let labelled = try XMPEmbedder.embed(try Sample.metadata(), in: continued)
        #expect(labelled == (try XMPEmbedder.embed(try Sample.metadata(), in: jpeg)))

        let png = try ImageFixture.bytes("rgb.png")
        let named = Array("iTXtXML:com.adobe.xmp\0".utf8) + [1, 0, 0, 0, 0x78, 0x9C]
        let chunk = [UInt8].big32(UInt32(named.count - 4)) + named + [UInt8].big32(CRC32.checksum(named))
        let compressed = try LabelledFormat.png.layout(of: png).file(png, inserting: chunk)
        #expect(throws: ProvenanceError.self) { try AIGCMetadata(readFrom: compressed) }
        #expect(
            try XMPEmbedder.embed(try Sample.metadata(), in: compressed)
                == XMPEmbedder.embed(try Sample.metadata(), in: png)
        )
    }

    @Test func `is read whichever way the label is written`() throws {
        let namespace = AIGCMetadata.namespace
        let json = #"{"Label": "2", "ProduceID": "\u4e2d\ud83d\ude00", "More": [1, {"a": null}], "PropagateID": 7}"#
        let attribute = json.replacing("\"", with: "&#x22;").replacing("{", with: "&#123;")
        for inner in [
            "<a xmlns:q=\"\(namespace)\"><q:AIGC>\(json)</q:AIGC></a>",
            "<a xmlns:q='\(namespace)' q:AIGC=\"\(attribute)\"/>",
            "<a xmlns:q=\"\(namespace)\"><q:AIGC><![CDATA[\(json)]]></q:AIGC></a>",
            "<!-- <AIGC> --><AIGC xmlns=\"\(namespace)\">\(json)</AIGC>",
        ] {
            let file = try Sample.file("rgb.png", packet: "<?x y?><r>\(inner)</r>")
            let metadata = try #require(try AIGCMetadata(readFrom: file), "\(inner)")
            #expect(metadata.label == .possiblyGenerated && metadata.produceID == "中😀", "\(inner)")
            #expect(metadata.propagateID == "7" && metadata.contentProducer.isEmpty)
        }
        let foreign = try Sample.file("rgb.png", packet: "<r xmlns:q=\"urn:other\"><q:AIGC>\(json)</q:AIGC></r>")
        #expect(try AIGCMetadata(readFrom: foreign) == nil)
    }
}
