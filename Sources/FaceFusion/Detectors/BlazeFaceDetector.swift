// SPDX-License-Identifier: Apache-2.0

import Imaging
import Inference

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// BlazeFace: finds faces in a small square picture.
///
/// The short-range model looks at 128 x 128 pixels and finds faces that are wider than about 14 of them; the full-range
/// model looks at 192 x 192 and finds faces from about 12.
/// Source: Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs".
struct BlazeFaceDetector: Sendable {
    /// Which of the two models.
    enum Range: Sendable {
        case short, full
    }

    /// Overlap above which two boxes are the same face.
    static let overlapMax: Float = 0.3
    /// Score from which a box is a face rather than perhaps one.
    static let sureScore: Float = 0.5
    /// Numbers for each anchor: a box and six points.
    private static let valueCountPerAnchor = 16

    /// Which of the two models.
    let range: Range
    /// The input's width and height.
    let inputSide: Int
    private let session: InferenceSession
    private let anchors: [SIMD2<Float>]

    /// A detector that runs a model.
    init(_ range: Range, session: InferenceSession) {
        self.range = range
        self.session = session
        switch range {
        case .short:
            inputSide = 128
            anchors = BlazeFaceAnchors.centers(
                inputSide: 128,
                grids: [.init(stride: 8, countPerCell: 2), .init(stride: 16, countPerCell: 6)]
            )
        case .full:
            inputSide = 192
            anchors = BlazeFaceAnchors.centers(inputSide: 192, grids: [.init(stride: 4, countPerCell: 1)])
        }
    }

    /// The faces in an input, best first.
    ///
    /// Shape: [1, side, side, 3], float32, RGB, (v - 127.5) / 127.5, 0 beside the picture.
    /// Units: input pixels.
    ///
    /// - Parameters:
    ///   - input: The pixels.
    ///   - scoreMin: Least confidence of a face.
    /// - Returns: Each face once.
    /// - Throws: What running the model throws.
    func detections(in input: [Float], scoreMin: Float) throws -> [FaceDetection] {
        let outputs = try session.run([Tensor(shape: [1, inputSide, inputSide, 3], values: input)])
        guard outputs.count == 2,
            outputs[0].values.count == anchors.count * Self.valueCountPerAnchor,
            outputs[1].values.count == anchors.count
        else {
            throw FusionError(.internalFault, "the face detector's outputs have another shape than expected")
        }
        let found = decoded(boxes: outputs[0].values, logits: outputs[1].values, scoreMin: scoreMin)
        return mergedByWeightedSuppression(found, overlapMax: Self.overlapMax, sureScore: Self.sureScore)
    }

    /// Boxes and points of the anchors that are confident enough, not merged yet.
    private func decoded(boxes: [Float], logits: [Float], scoreMin: Float) -> [FaceDetection] {
        let side = Float(inputSide)
        // Comparing logits spares an exponential for nearly every anchor.
        let logitMin = log(scoreMin / (1 - scoreMin))
        var found: [FaceDetection] = []
        for anchor in anchors.indices where logits[anchor] > logitMin {
            let values = boxes[(anchor * Self.valueCountPerAnchor)..<((anchor + 1) * Self.valueCountPerAnchor)]
            let start = values.startIndex
            let origin = anchors[anchor] * side
            func pair(_ index: Int) -> SIMD2<Float> { SIMD2(values[start + index], values[start + index + 1]) }
            let center = pair(0) + origin
            let size = pair(2)
            found.append(
                FaceDetection(
                    box: BoundingBox(
                        x: center.x - size.x / 2,
                        y: center.y - size.y / 2,
                        width: size.x,
                        height: size.y
                    ),
                    score: 1 / (1 + exp(-min(max(logits[anchor], -100), 100))),
                    keypoints: stride(from: 4, to: Self.valueCountPerAnchor, by: 2).map { pair($0) + origin }
                )
            )
        }
        return found
    }
}
