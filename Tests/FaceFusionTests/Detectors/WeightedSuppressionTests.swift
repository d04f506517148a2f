// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Weighted suppression` {
    private static let seeds: [UInt64] = Array(1...20)

    @Test(arguments: seeds)
    func `agrees with a slow reference`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let detections = (0..<Int.random(in: 0...60, using: &random)).map { _ in Self.detection(&random) }
        let merged = mergedByWeightedSuppression(detections, overlapMax: 0.3, sureScore: 0.5)
        let expected = Self.reference(detections)
        #expect(merged.count == expected.count, "seed \(seed)")
        for (a, b) in zip(merged, expected) {
            #expect(a.score == b.score, "seed \(seed)")
            #expect(abs(a.box.x - b.box.x) < 1e-3 && abs(a.box.width - b.box.width) < 1e-3, "seed \(seed)")
            #expect(abs(a.keypoints[5].y - b.keypoints[5].y) < 1e-3, "seed \(seed)")
        }
    }

    @Test func `the order of what goes in does not matter`() {
        var random = SplitMix64(seed: 99)
        let detections = (0..<40).map { _ in Self.detection(&random) }
        let boxes = mergedByWeightedSuppression(detections, overlapMax: 0.3, sureScore: 0.5).map(\.box)
        let reversed = mergedByWeightedSuppression(detections.reversed(), overlapMax: 0.3, sureScore: 0.5).map(\.box)
        #expect(boxes == reversed)
    }

    @Test func `a doubtful box does not move a sure one`() {
        let sure = Self.detection(x: 10, score: 0.9)
        let doubtful = Self.detection(x: 14, score: 0.4)
        let one = mergedByWeightedSuppression([doubtful, sure], overlapMax: 0.3, sureScore: 0.5)
        #expect(one.count == 1 && abs(one[0].box.x - 10) < 1e-4)
        let both = mergedByWeightedSuppression([doubtful, sure], overlapMax: 0.3, sureScore: 0.95)
        #expect(both.count == 1 && both[0].box.x > 11)
    }

    @Test func `boxes without area are kept and end the work`() {
        let flat = FaceDetection(
            box: BoundingBox(x: 3, y: 3, width: 0, height: 5),
            score: 0.7,
            keypoints: [SIMD2<Float>](repeating: .zero, count: 6)
        )
        #expect(mergedByWeightedSuppression([flat, flat], overlapMax: 0.3, sureScore: 0.5).count == 2)
        #expect(mergedByWeightedSuppression([], overlapMax: 0.3, sureScore: 0.5).isEmpty)
    }

    private static func detection(x: Float, score: Float) -> FaceDetection {
        FaceDetection(
            box: BoundingBox(x: x, y: 10, width: 40, height: 40),
            score: score,
            keypoints: (0..<6).map { SIMD2(x + Float($0), 20) }
        )
    }

    private static func detection(_ random: inout SplitMix64) -> FaceDetection {
        let box = BoundingBox(
            x: Float.random(in: 0...100, using: &random),
            y: Float.random(in: 0...100, using: &random),
            width: Float.random(in: 5...60, using: &random),
            height: Float.random(in: 5...60, using: &random)
        )
        return FaceDetection(
            box: box,
            score: Float.random(in: 0.2...1, using: &random),
            keypoints: (0..<6).map { SIMD2(box.x + Float($0), box.y * 2) }
        )
    }

    /// The definition, word for word, in double precision.
    private static func reference(_ detections: [FaceDetection]) -> [FaceDetection] {
        var left = detections
        var result: [FaceDetection] = []
        while !left.isEmpty {
            let best = left.max { $0.score < $1.score } ?? left[0]
            let group = left.filter { overlap($0.box, best.box) > 0.3 }
            left.removeAll { overlap($0.box, best.box) > 0.3 }
            let used = group.filter { best.score <= 0.5 || $0.score > 0.5 }
            let total = used.reduce(0.0) { $0 + Double($1.score) }
            func mean(_ value: (FaceDetection) -> Float) -> Float {
                Float(used.reduce(0.0) { $0 + Double($1.score) * Double(value($1)) } / total)
            }
            let box = BoundingBox(
                x: mean { $0.box.x },
                y: mean { $0.box.y },
                width: mean { $0.box.width },
                height: mean { $0.box.height }
            )
            let keypoints = (0..<6).map { index in
                SIMD2(mean { $0.keypoints[index].x }, mean { $0.keypoints[index].y })
            }
            result.append(FaceDetection(box: box, score: best.score, keypoints: keypoints))
        }
        return result
    }

    private static func overlap(_ a: BoundingBox, _ b: BoundingBox) -> Double {
        let width = max(0, min(Double(a.x + a.width), Double(b.x + b.width)) - max(Double(a.x), Double(b.x)))
        let height = max(0, min(Double(a.y + a.height), Double(b.y + b.height)) - max(Double(a.y), Double(b.y)))
        return width * height / (Double(a.area) + Double(b.area) - width * height)
    }
}
