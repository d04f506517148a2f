// SPDX-License-Identifier: Apache-2.0

import Imaging

/// Non-maximum suppression that averages what it suppresses.
///
/// Every box that overlaps the best remaining one by more than `overlapMax` is merged into it, weighted by score. The
/// average lies closer to the face than the best box alone, which jumps from anchor to anchor.
/// Source: Bazarevsky et al. 2019, "BlazeFace", the section on post-processing.
///
/// - Parameters:
///   - detections: In any order.
///   - overlapMax: Intersection over union up to which two boxes are different faces.
///   - sureScore: Where the best of a group reaches this, those below it are dropped and not averaged: a doubtful box
///     says nothing about a face that is seen clearly.
/// - Returns: The merged faces, best score first; equal scores keep the order of `detections`.
func mergedByWeightedSuppression(
    _ detections: [FaceDetection],
    overlapMax: Float,
    sureScore: Float
) -> [FaceDetection] {
    var remaining = detections.enumerated()
        .sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
        .map(\.element)
    var merged: [FaceDetection] = []
    while let best = remaining.first {
        var group: [FaceDetection] = []
        var others: [FaceDetection] = []
        for detection in remaining {
            if best.box.overlap(with: detection.box) > overlapMax {
                group.append(detection)
            } else {
                others.append(detection)
            }
        }
        let scoreMin = best.score > sureScore ? sureScore : 0
        let averaged = group.filter { $0.score > scoreMin }
        merged.append(weightedMean(of: averaged.isEmpty ? [best] : averaged, score: best.score))
        // A box without area overlaps nothing, itself included.
        remaining = group.isEmpty ? Array(others.dropFirst()) : others
    }
    return merged
}

private func weightedMean(of group: [FaceDetection], score: Float) -> FaceDetection {
    var weight: Float = 0
    var corners = SIMD4<Float>()
    var keypoints = [SIMD2<Float>](repeating: .zero, count: group[0].keypoints.count)
    for detection in group {
        let box = detection.box
        weight += detection.score
        corners += detection.score * SIMD4(box.x, box.y, box.width, box.height)
        for index in keypoints.indices { keypoints[index] += detection.score * detection.keypoints[index] }
    }
    corners /= weight
    return FaceDetection(
        box: BoundingBox(x: corners.x, y: corners.y, width: corners.z, height: corners.w),
        score: score,
        keypoints: keypoints.map { $0 / weight }
    )
}
