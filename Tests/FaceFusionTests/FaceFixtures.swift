// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import Inference
import TestSupport
import Testing

@testable import FaceFusion
@testable import ImageCodecs

/// What the reference implementation finds in the example faces.
struct FaceFixture: Decodable, Sendable {
    struct Detection: Decodable, Sendable {
        let score: Float
        /// Left, top, right, bottom.
        let box: [Float]
        let keypoints: [SIMD2<Float>]
    }

    let short: [Detection]
    let full: [Detection]
    let presence: Float
    let landmarks: [SIMD3<Float>]

    static let all: [String: FaceFixture] = {
        do {
            let url = try #require(Bundle.module.url(forResource: "Fixtures/faces", withExtension: "json"))
            return try JSONDecoder().decode([String: FaceFixture].self, from: Data(contentsOf: url))
        } catch {
            Issue.record("the fixtures cannot be read: \(error)")
            return [:]
        }
    }()

    static let names = all.keys.sorted()
}

/// The example faces.
enum ExampleFace {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func pixels(_ name: String) throws -> PixelBuffer {
        let bytes = try [UInt8](Data(contentsOf: root.appending(path: "Examples/faces/\(name).png")))
        let decoded = try ImageDecoder.decode(bytes.span)
        guard case .bytes(let samples) = decoded.samples, decoded.layout == .rgb else {
            throw ImageError(.unsupportedFormat, "an example face is 8-bit rgb")
        }
        return PixelBuffer(size: decoded.size, layout: .rgb, bytes: samples)
    }

    static func canvas(_ name: String) throws -> PixelCanvas { PixelCanvas(try pixels(name)) }

    /// The examples whose names begin with one of the prefixes.
    static func portraits(_ prefixes: [String]) throws -> [Portrait] {
        try FaceFixture.all.sorted { $0.key < $1.key }
            .filter { entry in prefixes.contains { entry.key.hasPrefix($0) } }
            .map { name, fixture in
                let points = fixture.landmarks.prefix(FaceMeshIndex.pointCount).map { SIMD2($0.x, $0.y) }
                let low = points.reduce(points[0], pointwiseMin)
                let high = points.reduce(points[0], pointwiseMax)
                return Portrait(
                    pixels: try pixels(name),
                    center: (low + high) / 2,
                    faceWidth: Face.length(fixture.landmarks[454] - fixture.landmarks[234])
                )
            }
    }

    static let models = root.appending(path: ".deps/models")

    static let analyser = Result {
        FaceAnalyser(
            shortRange: try session("face_detection_short_range"),
            fullRange: try session("face_detection_full_range_sparse"),
            landmarker: try session("face_landmark_with_attention")
        )
    }

    private static func session(_ name: String) throws -> InferenceSession {
        try InferenceSession(modelAt: models.appending(path: "\(name).onnx").path)
    }
}
