// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Provenance

@Suite(.timeLimit(.minutes(2))) struct `Label in a file` {
    @Test(arguments: Sample.files)
    func `another reader finds the seven fields and the same pixels`(name: String) throws {
        let file = try ImageFixture.bytes(name)
        let labelled = try XMPEmbedder.embed(try Sample.metadata(), in: file)
        let reader = LabelReader(labelled)
        #expect(try reader.label() == Sample.members)
        #expect(
            try reader.property("DigitalSourceType", namespace: "http://iptc.org/std/Iptc4xmpExt/2008-02-29/")
                == "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
        )
        #expect(try AIGCMetadata(readFrom: labelled) == Sample.metadata())
        #expect(try Sample.pixels(labelled) == Sample.pixels(file))
        // 160 bytes of values; the rest is what XMP and the container ask for.
        #expect(labelled.count - file.count < 1200, "\(labelled.count - file.count) bytes more")
    }

    @Test(arguments: Sample.files)
    func `a file without a label has none`(name: String) throws {
        #expect(try AIGCMetadata(readFrom: try ImageFixture.bytes(name)) == nil)
    }

    @Test(arguments: Sample.files)
    func `labelling twice is labelling once`(name: String) throws {
        let once = try XMPEmbedder.embed(try Sample.metadata(), in: try ImageFixture.bytes(name))
        let other = try AIGCMetadata(label: .suspected, producer: .init(name: "X", fileID: "", integrity: ""))
        let twice = try XMPEmbedder.embed(try Sample.metadata(), in: try XMPEmbedder.embed(other, in: once))
        #expect(LabelReader(twice).packets.count == 1)
        #expect(try LabelReader(twice).label() == Sample.members)
        // Descriptions do not pile up; only white space may.
        #expect(twice.count - once.count < 200, "\(twice.count - once.count) bytes more")
    }

    @Test(arguments: Sample.short)
    func `what follows the end of the file stays there`(name: String) throws {
        let trailer: [UInt8] = [1, 2, 3, 4, 5]
        let labelled = try XMPEmbedder.embed(try Sample.metadata(), in: try ImageFixture.bytes(name) + trailer)
        #expect(labelled.suffix(5) == trailer[...])
        #expect(try AIGCMetadata(readFrom: labelled) == Sample.metadata())
    }

    @Test func `a JPEG's EXIF stays before the label`() throws {
        let labelled = try XMPEmbedder.embed(try Sample.metadata(), in: try ImageFixture.bytes("orientation-6.jpg"))
        let text = labelled.prefix(2000).map { Character(Unicode.Scalar($0)) }
        let (exif, xmp) = (String(text).range(of: "Exif\0"), String(text).range(of: "http://ns.adobe.com/xap"))
        #expect(try #require(exif).lowerBound < #require(xmp).lowerBound)
    }

    @Test(arguments: ["gif", "heic", "empty"])
    func `other formats are refused`(kind: String) throws {
        let files = ["gif": Array("GIF89a".utf8), "heic": try ImageFixture.bytes("plain.heic"), "empty": []]
        let file = try #require(files[kind])
        let error = #expect(throws: ProvenanceError.self) { try XMPEmbedder.embed(try Sample.metadata(), in: file) }
        #expect(error?.code == .unsupportedFormat)
    }

    @Test(.enabled(if: ExifTool.isInstalled, "exiftool is not installed"), arguments: Sample.short)
    func `exiftool reads the label and finds nothing wrong`(name: String) throws {
        let file = try Sample.file(name, packet: Sample.olderPacket)
        let labelled = try XMPEmbedder.embed(try Sample.metadata(), in: file)
        let told = try ExifTool.run(on: labelled)
        // It writes names its own way, and the group after the first prefix of the namespace.
        let label = try #require(told.first { $0.key.hasSuffix(":Aigc") }?.value as? String)
        #expect(try JSONSerialization.jsonObject(with: Data(label.utf8)) as? [String: String] == Sample.members)
        #expect(told["XMP-xmp:CreatorTool"] as? String == "Camera 3")
        #expect(told["XMP-dc:Title"] as? String == "A & title")
        #expect(told["ExifTool:Warning"] == nil && told["ExifTool:Error"] == nil, "\(told)")
    }
}
