// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Provenance

@Suite(.timeLimit(.minutes(5))) struct `Damaged file` {
    @Test(arguments: Sample.files)
    func `that is cut off anywhere is refused`(name: String) throws {
        let file = try ImageFixture.bytes(name)
        for count in 0..<file.count {
            let error = #expect(throws: ProvenanceError.self) {
                try XMPEmbedder.embed(try Sample.metadata(), in: Array(file.prefix(count)))
            }
            let code = error?.code
            #expect(code == .fileDamaged || count < 12 && code == .unsupportedFormat, "\(count) bytes: \(code as Any)")
        }
    }

    @Test(arguments: Sample.short)
    func `with a label is refused when cut off in the label`(name: String) throws {
        let labelled = try Sample.file(name, packet: Sample.olderPacket)
        for count in stride(from: 0, to: labelled.count, by: 7) {
            #expect(throws: ProvenanceError.self) { try AIGCMetadata(readFrom: Array(labelled.prefix(count))) }
        }
    }

    @Test(arguments: Sample.short, [UInt64(1), 2, 3])
    func `with any bytes changed is labelled or refused`(name: String, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sound = try Sample.file(name, packet: Sample.olderPacket)
        var codes: [ProvenanceError.Code: Int] = [:]
        for _ in 0..<1000 {
            var file = sound
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                // Headers and XMP are where the sizes are.
                let limit = Bool.random(using: &random) ? file.count : min(file.count, 3000)
                file[Int.random(in: 0..<limit, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do {
                let labelled = try XMPEmbedder.embed(try Sample.metadata(), in: file)
                #expect(try AIGCMetadata(readFrom: labelled) == Sample.metadata(), "seed \(seed)")
            } catch let error as ProvenanceError {
                codes[error.code, default: 0] += 1
            }
        }
        #expect(Set(codes.keys).isSubset(of: [.fileDamaged, .unsupportedFormat]), "seed \(seed): \(codes)")
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `text of XMP with anything in it is read or refused`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "<", ">", "</", "/>", "&", ";", "\"", "'", "=", "<![CDATA[", "]]>", "<!--", "<?", " ", "{", "&#x", "x",
        ]
        let scalars = Array(Sample.olderPacket.unicodeScalars)
        var refused = 0
        for _ in 0..<1000 {
            var text = scalars
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let start = Int.random(in: 0..<text.count, using: &random)
                let end = min(text.count, start + Int.random(in: 0...9, using: &random))
                let piece = try #require(pieces.randomElement(using: &random))
                text.replaceSubrange(start..<end, with: Array(piece.unicodeScalars))
            }
            let packet = Array(String(String.UnicodeScalarView(text)).utf8)
            do {
                _ = try XMPPacket.property("AIGC", namespace: AIGCMetadata.namespace, in: packet)
                // What this program accepts and merges, it reads again.
                if let merged = XMPMerge.text(try Sample.metadata(), into: packet) {
                    let json = try XMPPacket.property("AIGC", namespace: AIGCMetadata.namespace, in: Array(merged.utf8))
                    #expect(try json == Sample.metadata().json, "seed \(seed): \(merged)")
                }
            } catch let error as ProvenanceError {
                #expect(error.code == .metadataMalformed, "seed \(seed)")
                refused += 1
            }
        }
        #expect(refused > 100 && refused < 1000, "seed \(seed): \(refused) of 1000 refused")
    }

    @Test func `of XMP nested deeply or with many attributes is refused`() throws {
        let deep = String(repeating: "<a>", count: 101) + String(repeating: "</a>", count: 101)
        let wide = "<a " + (0..<1001).map { "x\($0)='' " }.joined() + "/>"
        let large = "<a>" + String(repeating: " ", count: 1 << 20) + "</a>"
        for (packet, code) in [(deep, "metadata_malformed"), (wide, "metadata_malformed"), (large, "packet_too_large")]
        {
            let error = #expect(throws: ProvenanceError.self) {
                try XMPPacket.property("AIGC", namespace: AIGCMetadata.namespace, in: Array(packet.utf8))
            }
            #expect(error?.code.rawValue == code)
        }
    }
}
