// SPDX-License-Identifier: Apache-2.0

import Imaging
import Inference

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The face mesh model with attention on lips, eyes and irises.
///
/// Source: Grishchenko et al. 2020, "Attention Mesh: High-fidelity Face Mesh Prediction in Real-time".
struct FaceMeshLandmarker: Sendable {
    /// What the model sees in one look.
    struct Mesh: Sendable {
        /// 468 points of the face, then 5 of the right and 5 of the left iris.
        ///
        /// Units: pixels of the picture; `z` grows away from the camera.
        var landmarks: [SIMD3<Float>]
        /// The confidence that there is a face, 0 to 1.
        var presence: Float
        /// How far the points moved since the look before, on average, as a fraction of the face's width.
        ///
        /// A face stays where it is; what only looks like one turns into another when the window moves.
        var movement: Float = 0
    }

    /// The input's width and height.
    static let inputSide = 192
    /// How much larger than the face's box the model's window is.
    static let windowMargin: Float = 1.5
    private let session: InferenceSession

    /// A landmarker that runs the model.
    init(session: InferenceSession) {
        self.session = session
    }

    /// The window around a detected face, turned with its eyes.
    static func window(around detection: FaceDetection) -> ModelWindow {
        ModelWindow(
            center: detection.box.center,
            side: max(detection.box.width, detection.box.height) * windowMargin,
            roll: detection.roll
        )
    }

    /// The window around a mesh, turned with the outer corners of its eyes.
    ///
    /// Tighter and steadier than the one around a detection, as the box of 468 points jumps less.
    static func window(around landmarks: [SIMD3<Float>]) -> ModelWindow {
        let right = landmarks[FaceMeshIndex.rightEyeCorners.outer]
        let left = landmarks[FaceMeshIndex.leftEyeCorners.outer]
        let roll = atan2(left.y - right.y, left.x - right.x)
        let along = SIMD2(cos(roll), sin(roll))
        let across = SIMD2(-along.y, along.x)
        var low = SIMD2<Float>(repeating: .infinity)
        var high = SIMD2<Float>(repeating: -.infinity)
        for point in landmarks.prefix(FaceMeshIndex.pointCount) {
            let xy = SIMD2(point.x, point.y)
            let upright = SIMD2((xy * along).sum(), (xy * across).sum())
            low = pointwiseMin(low, upright)
            high = pointwiseMax(high, upright)
        }
        let middle = (low + high) / 2
        return ModelWindow(
            center: middle.x * along + middle.y * across,
            side: (high - low).max() * windowMargin,
            roll: roll
        )
    }

    /// Looks once.
    func mesh(in window: ModelWindow, of canvas: inout some FusionCanvas & ~Copyable) throws -> Mesh {
        let side = Self.inputSide
        let input = try windowInput(window, inputSide: side, range: .zeroToOne, of: &canvas)
        let outputs = try run(input)
        let transform = window.toPicture(inputSide: side)
        let step = window.side / Float(side)
        let landmarks = Self.inputPoints(from: outputs).map { point in
            let xy = transform(SIMD2(point.x, point.y))
            return SIMD3(xy.x, xy.y, point.z * step)
        }
        return Mesh(landmarks: landmarks, presence: 1 / (1 + exp(-outputs[6][0])))
    }

    /// The model's outputs: mesh, lips, right and left eye, right and left iris, presence.
    func run(_ input: [Float]) throws -> [[Float]] {
        let side = Self.inputSide
        let outputs = try session.run([Tensor(shape: [1, side, side, 3], values: input)]).map(\.values)
        guard outputs.map(\.count) == [1404, 160, 142, 142, 10, 10, 1] else {
            throw FusionError(.internalFault, "the face mesh model's outputs have another shape than expected")
        }
        return outputs
    }

    /// Looks at a detected face, then again at where it turned out to be.
    ///
    /// - Returns: The second look, or the first when there is no face in it.
    func mesh(
        of detection: FaceDetection,
        presenceMin: Float,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws -> Mesh {
        let first = try mesh(in: Self.window(around: detection), of: &canvas)
        guard first.presence >= presenceMin else { return first }
        var second = try mesh(in: Self.window(around: first.landmarks), of: &canvas)
        let distances = zip(first.landmarks, second.landmarks).map { Face.length($0 - $1) }
        let width = Face.width(of: second.landmarks)
        second.movement = distances.reduce(0, +) / (Float(distances.count) * width)
        return second
    }

    /// The mesh's points with the refined ones in place, in input pixels.
    private static func inputPoints(from outputs: [[Float]]) -> [SIMD3<Float>] {
        let mesh = outputs[0]
        var points = (0..<FaceMeshIndex.pointCount).map { SIMD3(mesh[3 * $0], mesh[3 * $0 + 1], mesh[3 * $0 + 2]) }
        points.reserveCapacity(FaceMeshIndex.pointCountWithIrises)
        let refined = [(1, FaceMeshIndex.lips), (2, FaceMeshIndex.rightEye), (3, FaceMeshIndex.leftEye)]
        for (output, indices) in refined {
            for (place, index) in indices.enumerated() {
                points[index].x = outputs[output][2 * place]
                points[index].y = outputs[output][2 * place + 1]
            }
        }
        // The iris outputs are flat: they lie as deep as the corners of their eye.
        let irises = [(4, FaceMeshIndex.rightEyeCorners), (5, FaceMeshIndex.leftEyeCorners)]
        for (output, corners) in irises {
            let depth = (points[corners.outer].z + points[corners.inner].z) / 2
            for place in 0..<5 {
                points.append(SIMD3(outputs[output][2 * place], outputs[output][2 * place + 1], depth))
            }
        }
        return points
    }
}
