// SPDX-License-Identifier: Apache-2.0

import Imaging
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Parity with the reference implementation` {
    @Test(arguments: FaceFixture.names)
    func `the short-range detector finds the same box and points`(name: String) throws {
        let fixture = try #require(FaceFixture.all[name])
        try compare(ExampleFace.analyser.get().shortRange, name, with: fixture.short)
    }

    @Test(arguments: FaceFixture.names)
    func `the full-range detector finds the same box and points`(name: String) throws {
        let fixture = try #require(FaceFixture.all[name])
        try compare(ExampleFace.analyser.get().fullRange, name, with: fixture.full)
    }

    @Test(arguments: FaceFixture.names, [FaceSearch.dominant, .all])
    func `the analyser finds one face with the same 478 landmarks`(name: String, search: FaceSearch) throws {
        let fixture = try #require(FaceFixture.all[name])
        var canvas = try ExampleFace.canvas(name)
        let faces = try ExampleFace.analyser.get().faces(in: &canvas, search: search)
        #expect(faces.count == 1)
        let face = try #require(faces.first)
        #expect(face.presence > 0.99)
        try #require(face.landmarks.count == fixture.landmarks.count)
        let differences = zip(face.landmarks, fixture.landmarks).map { $0 - $1 }
        let greatest = differences.map { max(abs($0.x), abs($0.y)) }.max() ?? .infinity
        let greatestDepth = differences.map { abs($0.z) }.max() ?? .infinity
        print("\(name) \(search): landmarks differ by at most \(greatest), depth by \(greatestDepth)")
        #expect(greatest < 0.1)
        #expect(greatestDepth < 0.1)
    }

    private func compare(_ detector: BlazeFaceDetector, _ name: String, with expected: [FaceFixture.Detection]) throws {
        var canvas = try ExampleFace.canvas(name)
        let found = try ExampleFace.analyser.get().wholePictureDetections(detector, in: &canvas)
            .filter { $0.score > 0.5 }
        try #require(found.count == expected.count)
        for (detection, fixture) in zip(found, expected) {
            #expect(abs(detection.score - fixture.score) < 0.01)
            let box = detection.box
            let edges = [box.x, box.y, box.x + box.width, box.y + box.height]
            let edge = zip(edges, fixture.box).map { abs($0 - $1) }.max() ?? .infinity
            let point = zip(detection.keypoints, fixture.keypoints).map { max(abs($0.x - $1.x), abs($0.y - $1.y)) }
            print("\(name): box \(edge), points \(point.max() ?? .infinity)")
            #expect(edge < 0.05)
            #expect(detection.keypoints.count == 6 && point.allSatisfy { $0 < 0.05 })
        }
    }
}
