// SPDX-License-Identifier: Apache-2.0

import Imaging
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Faces of one search` {
    private static let large = BareFace.face(x: 0, y: 0, width: 400, score: 0.7)
    private static let small = BareFace.face(x: 160, y: 150, width: 60, score: 0.9)
    private static let beside = BareFace.face(x: 20, y: 20, width: 60, score: 0.9)

    @Test(arguments: [[large, small, beside], [small, beside, large], [small, large, beside]])
    func `a doubtful face gives way to the clear ones that it is made of`(faces: [Face]) {
        var collection = FaceCollection()
        for face in faces { collection.insert(face) }
        #expect(collection.findings.faces.map(\.box.width) == [60, 60])
    }

    @Test func `a clear face keeps what lies in it`() {
        var collection = FaceCollection()
        collection.insert(BareFace.face(x: 0, y: 0, width: 400, score: 0.95))
        let eye = FaceDetection(box: Self.small.box, score: 0.9, keypoints: [])
        #expect(collection.covers(eye))
        collection.insert(Self.small)
        #expect(collection.findings.faces.map(\.box.width) == [400])
    }

    @Test func `of two views of one face the surer stays`() {
        for scores in [(Float(0.9), Float(0.8)), (0.8, 0.9)] {
            var collection = FaceCollection()
            collection.insert(BareFace.face(x: 10, y: 10, width: 100, score: scores.0))
            collection.insert(BareFace.face(x: 15, y: 12, width: 110, score: scores.1))
            #expect(collection.findings.faces.map(\.score) == [0.9])
        }
    }

    @Test func `a refusal is noted once and goes when the face is found after all`() {
        var collection = FaceCollection()
        let seen = FaceDetection(box: Self.small.box, score: 0.9, keypoints: [])
        collection.refuse(seen, .unclear)
        collection.refuse(seen, .cut)
        #expect(collection.findings.refusals.map(\.reason) == [.unclear])
        collection.insert(Self.small)
        #expect(collection.findings.refusals.isEmpty)
    }
}
