// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Provenance

@Suite(.timeLimit(.minutes(1))) struct `AIGC metadata` {
    @Test func `is one JSON object with the seven fields in the standard's order`() throws {
        let metadata = try AIGCMetadata(
            label: .generated,
            producer: .init(name: "A", fileID: "B", integrity: "C"),
            propagator: .init(name: "D", fileID: "E", integrity: "F")
        )
        #expect(
            metadata.json == #"{"Label":"1","ContentProducer":"A","ProduceID":"B","ReservedCode1":"C","#
                + #""ContentPropagator":"D","PropagateID":"E","ReservedCode2":"F"}"#
        )
    }

    @Test(arguments: AIGCMetadata.Label.allCases)
    func `is read back as it was written`(label: AIGCMetadata.Label) throws {
        let texts = ["\"quoted\" \\ /", "中文 한국어 😀", "<&>'", " "]
        for text in texts {
            let metadata = try AIGCMetadata(label: label, producer: .init(name: text, fileID: text, integrity: ""))
            #expect(try AIGCMetadata(json: metadata.json) == metadata)
            let members = try JSONSerialization.jsonObject(with: Data(metadata.json.utf8)) as? [String: String]
            #expect(members?["ContentProducer"] == text && members?.count == 7)
        }
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"Label":"4"}"#, #"{"Label":"1",}"#, #"{"Label":"1"} x"#, #"{"Label":"1","Label":"1"}"#,
        #"{"Label":"\u12"}"#, #"{"Label":"1","x":"\ud800"}"#, #"{"Label":"1","x":"\ud800\u0041"}"#,
        #"{"Label":"1","x":tru}"#, "{\"Label\":\"1\",\"x\":\"\n\"}", #"{"Label":"1","x":[1,]}"#,
    ])
    func `that is malformed is refused`(json: String) {
        let error = #expect(throws: ProvenanceError.self) { try AIGCMetadata(json: json) }
        #expect(error?.code == .metadataMalformed)
    }

    @Test func `nested too deeply is refused`() {
        let json =
            #"{"Label":"1","x":"# + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}"
        let error = #expect(throws: ProvenanceError.self) { try AIGCMetadata(json: json) }
        #expect(error?.message == "the label's JSON cannot be read: it is nested too deeply")
    }

    @Test func `takes any field up to its limit and fits into a JPEG segment`() throws {
        let worst = String(repeating: "&", count: AIGCMetadata.fieldByteCountMax)
        let party = AIGCMetadata.Party(name: worst, fileID: worst, integrity: worst)
        let metadata = try AIGCMetadata(label: .generated, producer: party, propagator: party)
        #expect(XMPPacket.text(metadata).utf8.count < JPEGLayout.packetByteCountMax)
        let error = #expect(throws: ProvenanceError.self) {
            try AIGCMetadata(label: .generated, producer: .init(name: worst + "&", fileID: "", integrity: ""))
        }
        #expect(error?.measured == "1025 bytes" && error?.limit == "1024 bytes")
    }
}
