// SPDX-License-Identifier: Apache-2.0

import Imaging
import Testing

@testable import FaceFusion

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@Suite(.timeLimit(.minutes(1))) struct `Face shape` {
    @Test(arguments: FaceFixture.names)
    func `width does not change when the head turns or leans, yaw and roll do`(name: String) throws {
        let face = try Self.face(name)
        for angle in [Float(-0.4), 0.3, 0.5] {
            let turned = Self.changed(face) { point in
                SIMD3(cos(angle) * point.x - sin(angle) * point.z, point.y, sin(angle) * point.x + cos(angle) * point.z)
            }
            #expect(abs(turned.width - face.width) < 0.01 * face.width)
            #expect(abs(turned.yaw - face.yaw - angle) < 0.03)
            let leaning = Self.changed(face) { point in
                SIMD3(cos(angle) * point.x - sin(angle) * point.y, sin(angle) * point.x + cos(angle) * point.y, point.z)
            }
            #expect(abs(leaning.width - face.width) < 0.01 * face.width)
            #expect(abs(leaning.roll - face.roll - angle) < 1e-3)
        }
    }

    @Test(arguments: [("p1", Float(0)), ("p2", 12), ("p3", -8), ("p5", -15), ("p6", 20), ("p8", -25)])
    func `yaw is about what the examples were rendered with`(prefix: String, degrees: Float) throws {
        let name = try #require(FaceFixture.names.first { $0.hasPrefix(prefix) })
        let yaw = try Self.face(name).yaw * 180 / .pi
        #expect(abs(yaw.magnitude - degrees.magnitude) < 7, "\(name): \(yaw)")
    }

    @Test(arguments: FaceFixture.names)
    func `a real face is plausible, a shifted or overturned one is not`(name: String) throws {
        let face = try Self.face(name)
        let detection = FaceDetection(box: face.box, score: face.score, keypoints: face.keypoints)
        #expect(FacePlausibility(detection, face.landmarks).isFace)
        let shifted = face.landmarks.map { $0 + SIMD3(0.25 * face.width, 0, 0) }
        #expect(!FacePlausibility(detection, shifted).isFace)
        let overturned = face.landmarks.map { SIMD3($0.x, 768 - $0.y, $0.z) }
        #expect(!FacePlausibility(detection, overturned).isOrdered)
        let flat = face.landmarks.map { SIMD3($0.x, 380 + 0.2 * ($0.y - 380), $0.z) }
        #expect(!FacePlausibility(detection, flat).isFace)
    }

    @Test(arguments: FaceFixture.names)
    func `the window follows a mesh that leans`(name: String) throws {
        let face = try Self.face(name)
        let upright = FaceMeshLandmarker.window(around: face.landmarks)
        let leaning = Self.changed(face) { SIMD3(-$0.y, $0.x, $0.z) }
        let window = FaceMeshLandmarker.window(around: leaning.landmarks)
        #expect(abs(window.side - upright.side) < 0.01)
        #expect(abs(window.roll - upright.roll - .pi / 2) < 1e-3)
        #expect(abs(window.center.x + upright.center.y) < 0.01 && abs(window.center.y - upright.center.x) < 0.01)
    }

    private static func face(_ name: String) throws -> Face {
        let fixture = try #require(FaceFixture.all[name])
        let detection = try #require(fixture.short.first)
        let box = detection.box
        return Face(
            box: BoundingBox(x: box[0], y: box[1], width: box[2] - box[0], height: box[3] - box[1]),
            score: detection.score,
            keypoints: detection.keypoints,
            landmarks: fixture.landmarks,
            presence: fixture.presence
        )
    }

    private static func changed(_ face: Face, _ change: (SIMD3<Float>) -> SIMD3<Float>) -> Face {
        var result = face
        result.landmarks = face.landmarks.map(change)
        return result
    }
}
