// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import Provenance
import Storage
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Labels of results` {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func swap(_ more: [String], target: String? = nil, output: String) throws -> FacefleetRun {
        let files = ["--source", ExampleFaces.path(1), "--target", target ?? ExampleFaces.path(3)]
        return try FacefleetProcess.run(["swap", "--output", output] + files + more, in: workspace.folder)
    }

    @Test(arguments: ["out.jpg", "out.png", "out.webp"])
    func `are in the metadata unless something else is asked for`(output: String) throws {
        #expect(try swap([], output: output).status == 0)
        let file = try workspace.read(output)
        let label = try #require(try AIGCMetadata(readFrom: file))
        let code = try IntegrityCode(of: file) { bytes in
            var hasher = ContentHasher()
            hasher.update(bytes.bytes)
            return hasher.finish().digest.description
        }
        #expect(label.label == .generated && label.contentProducer == "facefleet")
        #expect(label.reservedCode1 == code.text && code.text == "sha256:" + code.text.suffix(64))
        #expect(label.produceID == String(code.text.dropFirst(7).prefix(32)) && label.contentPropagator.isEmpty)
    }

    @Test func `leave the picture as it is while they are in the metadata alone`() throws {
        #expect(try swap([], output: "metadata.png").status == 0)
        let run = try swap(["--label", "off", "--json"], output: "off.png")
        #expect(((try run.json()["results"] as? [[String: Any]])?.first)?["label"] as? String == "off")
        let (labelled, plain) = (try workspace.read("metadata.png"), try workspace.read("off.png"))
        #expect(try AIGCMetadata(readFrom: plain) == nil && labelled.count - plain.count < 1500)
        #expect(
            try Pixels(file: workspace.path("metadata.png")).distance(to: Pixels(file: workspace.path("off.png"))) == 0
        )
    }

    @Test func `carry a producer's name`() throws {
        let run = try swap(["--content-producer", "示例 <&> Studio"], output: "out.jpg")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try AIGCMetadata(readFrom: try workspace.read("out.jpg"))?.contentProducer == "示例 <&> Studio")
    }

    @Test func `are drawn into a corner of a JPEG whose other blocks stay`() throws {
        let options = ["--label", "off", "--fusion-degree", "0", "--quality", "90"]
        #expect(try swap(options, output: "target.jpg").status == 0)
        #expect(try swap(["--label", "off"], target: "target.jpg", output: "off.jpg").status == 0)
        for language in ["en", "zh-Hans", "de"] {
            let options = ["--label", "visible+metadata", "--mark-text", language]
            #expect(try swap(options, target: "target.jpg", output: "\(language).jpg").status == 0)
            #expect(try AIGCMetadata(readFrom: try workspace.read("\(language).jpg")) != nil)
            let marked = try Pixels(file: workspace.path("\(language).jpg"))
            let plain = try Pixels(file: workspace.path("off.jpg"))
            let changed = try #require(marked.region(differingFrom: plain))
            // A twentieth of 768 is 38 pixels; blocks of 16 around it, and smooth chroma, belong to the mark.
            #expect(changed.height > 38 && changed.height < 130, "\(changed)")
            #expect(changed.width > 150 && changed.width < 450, "\(changed)")
            #expect(changed.maxX > 730 && changed.maxY > 730, "\(changed)")
        }
        let (english, chinese) = (try workspace.read("en.jpg"), try workspace.read("zh-Hans.jpg"))
        #expect(english != chinese)
    }

    @Test func `that are none are a usage error`() throws {
        let run = try swap(["--label", "visible"], output: "out.png")
        #expect(run.status == 2 && run.errors.contains("visible+metadata"), "\(run.errors)")
        let empty = try swap(["--content-producer", ""], output: "out.png")
        #expect(empty.status == 2)
        #expect(
            empty.errors == "facefleet: invalid_options: --content-producer: the label's ContentProducer is empty\n"
        )
        let long = try swap(["--content-producer", String(repeating: "x", count: 1025)], output: "out.png")
        #expect(long.errors == "facefleet: invalid_options: --content-producer: 1025 bytes, limit 1024 bytes\n")
        #expect(try workspace.files().isEmpty)
    }
}
