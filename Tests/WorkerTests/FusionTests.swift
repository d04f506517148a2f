// SPDX-License-Identifier: Apache-2.0

import ImageCodecs
import Imaging
import Provenance
import Queue
import QueueReference
import Storage
import TestSupport
import Testing

@testable import FusionAPI
@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `A fusion from queue to result` {
    @Test func `is published labelled and told with its faces, timings and models`() async throws {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            let worker = try rig.worker()
            let report = try await rig.running(worker) { try await rig.report(id) }
            let file = try #require(try await rig.result(id))
            #expect(report.result?.image.sha256 == ContentDigest(of: file).description)
            #expect(report.result?.contentType == "image/png")
            #expect(report.faces.map(\.fused) == [true])
            #expect(report.models.map(\.name) == ["mesh"])
            let label = try #require(try AIGCMetadata(readFrom: file))
            #expect(label.produceID == id.rawValue)
            let header = try ImageHeader.parse(file.span)
            #expect(header.displaySize == PixelSize(width: 768, height: 768))
            let stages = report.timings.map(\.stage)
            for stage in ["queue", "fetch", "source", "decode", "detect", "swap", "encode", "label", "store"] {
                #expect(stages.contains(stage), "\(stage) is missing in \(stages)")
            }
        }
    }

    @Test func `finds source and target in memory the second time, and gives the same picture`() async throws {
        try await WorkerRig.with { rig in
            let asked = Collected<String>()
            var observer = WorkerObserver()
            observer.cache = { name, hit in asked.add("\(name) \(hit ? "hit" : "miss")") }
            let worker = try rig.worker(observer: observer)
            let timings = try await rig.running(worker) {
                var timings: [[String]] = []
                for _ in 0..<2 {
                    let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
                    timings.append(try await rig.report(id).timings.map(\.stage))
                }
                return timings
            }
            #expect(
                asked.all == [
                    "source miss", "pixels miss", "target miss", "source hit", "pixels hit", "target hit",
                ]
            )
            #expect(!timings[0].contains("source_cached") && timings[0].contains("fetch"))
            #expect(timings[1].contains("source_cached") && timings[1].contains("target_cached"))
            #expect(timings[1].contains("pixels_cached") && !timings[1].contains("decode"))
            #expect(!timings[1].contains("fetch") && !timings[1].contains("source"))
            let digests = try await ["task-1", "task-2"].asyncMap { name in
                let id = try #require(TaskID(name))
                let image = try #require(try await rig.result(id))
                return try DecodedImage.pixelBytes(of: image)
            }
            #expect(digests[0] == digests[1])
            #expect(worker.cachedBytes.sources > 0)
            #expect(worker.cachedBytes.pixels > 1 << 20)
            worker.evict(tenant: "other", digests: [ContentDigest(of: TestEngine.woman).description])
            let kept = worker.cachedBytes
            worker.evict(tenant: "default", digests: [ContentDigest(of: TestEngine.woman).description])
            #expect(worker.cachedBytes.sources < kept.sources)
            worker.evict(tenant: "default", digests: [ContentDigest(of: TestEngine.man).description])
            #expect(worker.cachedBytes == CachedBytes())
        }
    }

    @Test func `looks again where what it kept does not cover the options`() async throws {
        try await WorkerRig.with { rig in
            let asked = Collected<String>()
            var observer = WorkerObserver()
            observer.cache = { name, hit in if name == "target" { asked.add(hit ? "hit" : "miss") } }
            try await rig.running(try rig.worker(observer: observer)) {
                for mode in [FaceChoice.Mode.one, .all, .one] {
                    let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man) {
                        $0.faces.mode = mode
                    }
                    _ = try await rig.report(id)
                }
            }
            #expect(asked.all == ["miss", "miss", "hit"])
        }
    }

    @Test func `has one tenant's pictures serve no other`() async throws {
        try await WorkerRig.with { rig in
            let hits = Counter()
            var observer = WorkerObserver()
            observer.cache = { _, hit in if hit { hits.add() } }
            try await rig.running(try rig.worker(observer: observer)) {
                for tenant in ["one", "two"] {
                    let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man, tenant: tenant)
                    _ = try await rig.report(id)
                }
            }
            #expect(hits.value == 0)
        }
    }

    @Test func `comes in the format that was asked for, with the remark that came with it`() async throws {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man) { options in
                options.output = OutputChoice(format: .jpeg, quality: 80)
                options.metadata = .string("for the wall")
                options.label = .metadata
            }
            let report = try await rig.running(try rig.worker()) { try await rig.report(id) }
            #expect(report.result?.contentType == "image/jpeg")
            #expect(report.metadata == .string("for the wall"))
            let file = try #require(try await rig.result(id))
            #expect(try ImageHeader.parse(file.span).format == .jpeg)
        }
    }

    @Test func `takes several photos of one person`() async throws {
        try await WorkerRig.with { rig in
            let photos = [TestEngine.woman, TestEngine.oldWoman]
            let request = FusionRequest(
                sources: [photos.map(WorkerRig.image)],
                target: WorkerRig.image(TestEngine.man),
                options: RequestedOptions(),
                webhook: nil
            )
            let id = try await rig.submit(
                .fusion(request),
                inputs: [
                    (.source(person: 0, photo: 0), photos[0]), (.source(person: 0, photo: 1), photos[1]),
                    (.target, TestEngine.man),
                ],
                tenant: "default"
            )
            let report = try await rig.running(try rig.worker()) { try await rig.report(id) }
            #expect(report.faces.map(\.fused) == [true])
        }
    }

    @Test func `tells how far it is, never going back`() async throws {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            let events = rig.queue.events.events(of: id)
            let told = try await rig.running(try rig.worker()) {
                var told: [TaskProgress] = []
                for await event in events { if let progress = event.progress { told.append(progress) } }
                return told
            }
            #expect(!told.isEmpty)
            #expect(told.map(\.fraction) == told.map(\.fraction).sorted())
            #expect(told.allSatisfy { (0...1).contains($0.fraction) })
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A search for faces` {
    @Test func `tells every face with five points, and publishes nothing`() async throws {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(detectionIn: TestEngine.man)
            let report = try await rig.running(try rig.worker()) { try await rig.report(id) }
            let face = try #require(report.detected?.first)
            #expect(report.detected?.count == 1)
            #expect(report.result == nil)
            #expect(face.face.score > 0.5)
            #expect(face.landmarks.count == 5)
            let (x, y) = (face.landmarks.map { $0[0] }, face.landmarks.map { $0[1] })
            #expect(x[0] < x[1], "the left eye of the picture comes first")
            #expect(x[3] < x[4])
            #expect(max(y[0], y[1]) < y[2] && y[2] < min(y[3], y[4]), "eyes, nose, mouth")
            for number in 0..<5 {
                #expect((face.face.box[0]...face.face.box[0] + face.face.box[2]).contains(x[number]))
            }
            #expect(try await rig.result(id) == nil)
        }
    }

    @Test func `finds none in a picture of nothing, which is no error`() async throws {
        try await WorkerRig.with { rig in
            let slope = PNGBuilder(width: 96, height: 96, bitDepth: 8, colorType: 0).file { x, y, _ in x + y }
            let id = try await rig.submit(detectionIn: slope)
            let report = try await rig.running(try rig.worker()) { try await rig.report(id) }
            #expect(report.detected == [])
        }
    }
}

extension DecodedImage {
    /// What a file shows: two files of one picture may differ in their labels.
    fileprivate static func pixelBytes(of file: [UInt8]) throws -> [UInt8] {
        var image = try DecodedImage(decoding: file)
        let pixels = try image.pixels(in: image.size.bounds, reduction: .full)
        let bytes = pixels.bytes
        return (0..<bytes.count).map { bytes[$0] }
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
