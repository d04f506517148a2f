// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Imaging
import Provenance

/// A stage with the time it took.
struct StageTiming: Sendable {
    let stage: String
    let duration: Duration

    /// The stage as a member of an object.
    var name: String { stage.split(separator: " ").joined(separator: "_") }

    /// The time in milliseconds.
    var milliseconds: Double { duration / .milliseconds(1) }
}

/// A target that was fused, with its result.
struct SwapResult: Sendable {
    let job: SwapJob
    let faces: [FaceReport]
    let format: ImageFormat
    let size: PixelSize
    let byteCount: Int
    let label: LabelMode
    let timings: [StageTiming]

    /// How many faces were fused.
    var fusedCount: Int { faces.count(where: \.fused) }

    /// The result on one line, without timings.
    var line: String {
        let faceCount = faces.count == 1 ? "1 face" : "\(faces.count) faces"
        let file = "\(size.width) x \(size.height) \(format.rawValue), \(byteCount) bytes"
        return onOneLine("\(job.target) -> \(job.output): \(fusedCount) of \(faceCount) fused, \(file)")
    }

    /// The result as an object.
    var json: JSONValue {
        .object([
            ("target", .string(job.target)), ("output", .string(job.output)), ("format", .string(format.rawValue)),
            ("width", .integer(size.width)), ("height", .integer(size.height)), ("bytes", .integer(byteCount)),
            ("label", .string(label.rawValue)),
            ("faces", .array(faces.map { $0.face.json(index: $0.index, [("fused", .bool($0.fused))]) })),
            ("timings_ms", timings.json),
        ])
    }
}

/// How one target ended.
enum SwapOutcome: Sendable {
    case fused(SwapResult)
    case failed(SwapJob, Problem)

    /// The result, if there is one.
    var result: SwapResult? {
        switch self {
        case .fused(let result): result
        case .failed: nil
        }
    }

    /// The problem, if there was one.
    var problem: Problem? {
        switch self {
        case .fused: nil
        case .failed(_, let problem): problem
        }
    }

    /// The outcome as an object.
    var json: JSONValue {
        switch self {
        case .fused(let result): result.json
        case .failed(let job, let problem): .object([("target", .string(job.target)), ("error", problem.json)])
        }
    }
}

extension [StageTiming] {
    /// Milliseconds by stage, in the order of work; a stage that ran twice is summed.
    var json: JSONValue {
        .object(summed.map { ($0.name, .rounded($0.milliseconds, decimals: 2)) })
    }

    /// Each stage once, in the order of its first run.
    var summed: [StageTiming] {
        var order: [String] = []
        var sums: [String: Duration] = [:]
        for timing in self {
            if sums[timing.stage] == nil { order.append(timing.stage) }
            sums[timing.stage, default: .zero] += timing.duration
        }
        return order.map { StageTiming(stage: $0, duration: sums[$0] ?? .zero) }
    }
}

extension Face {
    /// The face as an object: its place, box and score, then what the caller adds.
    func json(index: Int, _ more: [(String, JSONValue)] = []) -> JSONValue {
        let edges = [box.x, box.y, box.width, box.height].map { JSONValue.rounded(Double($0), decimals: 2) }
        return .object(
            [
                ("index", .integer(index)), ("box", .array(edges)), ("score", .rounded(Double(score), decimals: 4)),
            ] + more
        )
    }
}
