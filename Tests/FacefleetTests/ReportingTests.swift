// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Foundation
import Imaging
import Inference
import Testing

@testable import facefleet

@Suite(.timeLimit(.minutes(1))) struct `Reporting` {
    @Test func `every library's code has a public name of the same spelling`() {
        for code in ImageError.Code.allCases { #expect(ProblemCode(rawValue: code.rawValue) != nil, "\(code)") }
        for code in FusionError.Code.allCases { #expect(ProblemCode(rawValue: code.rawValue) != nil, "\(code)") }
    }

    @Test func `a problem keeps what the libraries measured`() {
        let image = Problem(
            ImageError(.imageTooSmall, "too small", measured: "9 pixels", limit: "64 pixels"),
            file: "a.png",
            image: .source
        )
        #expect(image.line == "facefleet: image_too_small: a.png: 9 pixels, limit 64 pixels")
        let fusion = Problem(FusionError(.noFaceDetected, "no face", image: .source), file: "b.png", image: .target)
        #expect(fusion.image == .source && fusion.line == "facefleet: no_face_detected: b.png: no face")
        let model = Problem(InferenceError(.modelMissing, "no such model", file: "m.onnx"), file: "a.png", image: nil)
        #expect(model.line == "facefleet: model_unavailable: m.onnx: no such model; run scripts/bootstrap")
        #expect(model.code.exitStatus == .modelMissing)
    }

    @Test func `a run's status is that of its failures when they agree`() {
        #expect(ExitStatus.combining([]) == .done)
        #expect(ExitStatus.combining([.noFace, .noFace]) == .noFace)
        #expect(ExitStatus.combining([.noFace, .badImage]) == .other)
    }

    @Test func `JSON text is read back by another reader as it was`() throws {
        let names = ["plain", "quote \" and \\", "line\nfeed\ttab\rreturn", "\u{1}\u{7F}", "größe 🎭", ""]
        let value = JSONValue.object([
            ("strings", .array(names.map { .string($0) })), ("number", .rounded(1.23456, decimals: 2)),
            ("whole", .number(3)), ("infinite", .number(.infinity)), ("none", .null), ("yes", .bool(true)),
            ("empty", .object([])), ("nested", .array([.object([("a", .integer(-1))])])),
        ])
        let read = try #require(try JSONSerialization.jsonObject(with: Data(value.text.utf8)) as? [String: Any])
        #expect(read["strings"] as? [String] == names)
        #expect(read["number"] as? Double == 1.23 && read["whole"] as? Int == 3 && read["yes"] as? Bool == true)
        #expect(read["infinite"] is NSNull && read["none"] is NSNull)
        #expect((read["nested"] as? [[String: Int]]) == [["a": -1]])
        #expect(value.text.contains("\"whole\": 3,"))
    }

    @Test func `a bar shows count, rate and time left`() {
        let bar = Progress.bar(done: 12, of: 40, after: .seconds(6))
        #expect(bar == "\r\u{1B}[K[########--------------------] 12/40  2.0/s  00:14 left")
        #expect(Progress.bar(done: 0, of: 40, after: .zero).hasSuffix("0/40"))
        #expect(Progress.bar(done: 40, of: 40, after: .seconds(20)).hasSuffix("40/40  2.0/s"))
        let widest = Progress.bar(done: 999_999, of: 1_000_000, after: .seconds(3_000_000))
        #expect(widest.count - "\r\u{1B}[K".count < 80)
        #expect(Progress.clock(3_725) == "01:02:05" && Progress.clock(0.2) == "00:01")
    }

    @Test func `decimals are rounded and padded`() {
        #expect(decimal(1.04, places: 1) == "1.0" && decimal(9.96, places: 1) == "10.0")
        #expect(decimal(-0.04, places: 1) == "0.0" && decimal(-1.26, places: 1) == "-1.3")
        #expect(decimal(0.07, places: 2) == "0.07" && decimal(12, places: 0) == "12")
    }

    @Test func `a processor without AVX2 is named before it meets an unknown instruction`() throws {
        #expect(Processor.problem(present: .max) == nil)
        #expect(Processor.problem(present: Processor.present) == nil)
        if let avx2 = Processor.required.first(where: { $0.name == "AVX2" }) {
            let problem = try #require(Processor.problem(present: ~avx2.bit))
            #expect(problem.line.contains("this processor lacks AVX2, which this build uses"))
        }
    }
}
