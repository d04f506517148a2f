// SPDX-License-Identifier: Apache-2.0
// Measures whole fusions on one thread: `fusion-bench pair|TARGET.jpg FACES MODELS [COUNT]`, one JSON object a line.

import FaceFusion
import Foundation
import ImageCodecs
import Imaging
import Inference
import ModelStore

/// Processor time of this process, in milliseconds.
func cpuMilliseconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
    return Double(now.tv_sec) * 1e3 + Double(now.tv_nsec) / 1e6
}

/// Peak resident memory of this process, in MB.
func peakMegabytes() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    return (Double(line.split(separator: " ").dropFirst().first ?? "0") ?? 0) / 1000
}

func pipeline(_ models: String) throws -> FusionPipeline {
    let set = try ModelSet(in: ModelFolder(at: models))
    return FusionPipeline(
        analyser: FaceAnalyser(
            shortRange: try set.session(of: .shortRangeDetector),
            fullRange: try set.session(of: .fullRangeDetector),
            landmarker: try set.session(of: .mesh)
        ),
        topology: set.topology
    )
}

func file(_ folder: String, _ prefix: String) throws -> [UInt8] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    guard let name = names.first(where: { $0.hasPrefix(prefix) }) else { throw CocoaError(.fileNoSuchFile) }
    return try [UInt8](Data(contentsOf: URL(filePath: folder).appending(path: name)))
}

func report(_ name: String, _ samples: [Double], _ more: [String: Double]) {
    let sorted = samples.sorted()
    var fields = ["cpu_ms_median": sorted[sorted.count / 2], "cpu_ms_best": sorted[0]]
    fields.merge(more) { $1 }
    let text = fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \(($0.value * 100).rounded() / 100)" }
    print("{\"name\": \"\(name)\", \(text.joined(separator: ", "))}")
}

func measure(_ name: String, source: [UInt8], target: [UInt8], pipeline: FusionPipeline, count: Int) throws {
    var whole: [Double] = []
    var engine: [Double] = []
    var stages: [String: [Double]] = [:]
    var size = 0
    for _ in 0..<count {
        let start = cpuMilliseconds()
        var photo = try DecodedImage(decoding: source)
        var image = try DecodedImage(decoding: target)
        let decoded = cpuMilliseconds()
        let person = SourceIdentity(photos: [try pipeline.photo(&photo)])
        stages["source", default: []].append(cpuMilliseconds() - decoded)
        let fusion = try pipeline.fuse([person], into: &image, options: FusionOptions())
        let fused = cpuMilliseconds()
        for (stage, duration) in fusion.timings { stages[stage, default: []].append(duration / .milliseconds(1)) }
        stages["decode", default: []].append(decoded - start)
        size = try image.encoded().bytes.count
        whole.append(cpuMilliseconds() - start)
        stages["encode", default: []].append(cpuMilliseconds() - fused)
        engine.append(fused - decoded)
    }
    report(name, whole, ["bytes": Double(size), "peak_mb": try peakMegabytes()])
    report("\(name), engine only", engine, stages.mapValues { $0.sorted()[$0.count / 2] })
}

let arguments = CommandLine.arguments
guard arguments.count > 3 else {
    print("usage: fusion-bench pair|TARGET.jpg FACES MODELS [COUNT]")
    exit(2)
}
let (faces, models) = (arguments[2], arguments[3])
let count = arguments.count > 4 ? Int(arguments[4]) ?? 30 : 30
let pair = arguments[1] == "pair"
try measure(
    pair ? "768 x 768 PNG pair" : "24-megapixel JPEG",
    source: file(faces, "p1"),
    target: pair ? file(faces, "p4") : [UInt8](Data(contentsOf: URL(filePath: arguments[1]))),
    pipeline: pipeline(models),
    count: count
)
