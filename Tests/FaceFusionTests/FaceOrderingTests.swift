// SPDX-License-Identifier: Apache-2.0

import Imaging
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Order of faces` {
    /// Left to right: middle size, large, small; the middle one is the surest and the highest.
    private static let faces = [
        BareFace.face(x: 10, y: 50, width: 60, score: 0.8),
        BareFace.face(x: 200, y: 20, width: 90, score: 0.95),
        BareFace.face(x: 400, y: 90, width: 30, score: 0.7),
    ]

    @Test(arguments: [
        (FaceOrder.largeSmall, [1, 0, 2]), (.smallLarge, [2, 0, 1]), (.leftRight, [0, 1, 2]), (.rightLeft, [2, 1, 0]),
        (.topBottom, [1, 0, 2]), (.bottomTop, [2, 0, 1]), (.bestWorst, [1, 0, 2]), (.worstBest, [2, 0, 1]),
    ])
    func `follows its name whatever the order was before`(order: FaceOrder, expected: [Int]) {
        let sorted = expected.map { Self.faces[$0].box }
        #expect(order.sorted(Self.faces).map(\.box) == sorted)
        #expect(order.sorted(Self.faces.reversed()).map(\.box) == sorted)
    }

    @Test(arguments: FaceOrder.allCases)
    func `equal faces come from left to right`(order: FaceOrder) {
        let twins = [(30, 0), (10, 0), (20, 0)].map { BareFace.face(x: $0.0, y: $0.1, width: 50, score: 0.9) }
        let places = order.sorted(twins).map(\.box.x)
        #expect(places == (order == .rightLeft ? [30, 20, 10] : [10, 20, 30]))
    }
}

@Suite(.timeLimit(.minutes(1))) struct `Choice of faces` {
    private static let wrongIndices = [3, 17, -1]
    private static let wrongMaps: [([(Int, Int)], FusionError.Code)] = [
        ([], FusionError.Code.invalidOptions), ([(2, 0)], .invalidOptions), ([(-1, 0)], .invalidOptions),
        ([(0, 1), (1, 1)], .invalidOptions), ([(0, 5)], .faceIndexNotFound), ([(0, -1)], .faceIndexNotFound),
        ((0..<17).map { (0, $0) }, .tooManyFaces),
    ]

    @Test func `one is the first, index the one at its place`() throws {
        #expect(try FaceSelection.one.resolved(faceCount: 50, sourceCount: 2) == [SelectedFace(source: 0, index: 0)])
        #expect(
            try FaceSelection.index(49).resolved(faceCount: 50, sourceCount: 1) == [SelectedFace(source: 0, index: 49)]
        )
    }

    @Test(arguments: wrongIndices)
    func `a place without a face is an error with both numbers`(index: Int) throws {
        let error = try #require(throws: FusionError.self) {
            try FaceSelection.index(index).resolved(faceCount: 3, sourceCount: 1)
        }
        #expect(error.code == .faceIndexNotFound && error.image == .target)
        #expect(error.measured == "index \(index)" && error.limit == "index 0 to 2")
    }

    @Test func `all takes up to 16 faces and deals the sources around`() throws {
        let chosen = try FaceSelection.all.resolved(faceCount: 16, sourceCount: 3)
        #expect(chosen.map(\.index) == Array(0..<16) && chosen.map(\.source).prefix(4) == [0, 1, 2, 0])
        let error = try #require(throws: FusionError.self) {
            try FaceSelection.all.resolved(faceCount: 17, sourceCount: 1)
        }
        #expect(error.code == .tooManyFaces && error.measured == "17 faces" && error.limit == "16 faces")
    }

    @Test func `a map goes face by face`() throws {
        let map = FaceSelection.map([FaceAssignment(source: 1, target: 4), FaceAssignment(source: 0, target: 2)])
        let expected = [SelectedFace(source: 1, index: 4), SelectedFace(source: 0, index: 2)]
        #expect(try map.resolved(faceCount: 5, sourceCount: 2) == expected)
    }

    @Test(arguments: wrongMaps)
    func `a map that cannot be is an error`(pairs: [(Int, Int)], code: FusionError.Code) throws {
        let map = FaceSelection.map(pairs.map { FaceAssignment(source: $0.0, target: $0.1) })
        let error = try #require(throws: FusionError.self) {
            try map.resolved(faceCount: code == .tooManyFaces ? 20 : 5, sourceCount: 2)
        }
        #expect(error.code == code && error.measured != nil && error.limit != nil)
    }

    @Test(arguments: [FaceSelection.one, .all, .index(0), .map([FaceAssignment(source: 0, target: 0)])])
    func `without a face there is none to choose`(selection: FaceSelection) throws {
        let error = try #require(throws: FusionError.self) {
            try selection.resolved(faceCount: 0, sourceCount: 1)
        }
        #expect(error.code == .noFaceDetected && error.image == .target)
    }
}

/// Faces that are no more than a box, a width and a score.
enum BareFace {
    static func face(x: Float, y: Float, width: Float, score: Float) -> Face {
        var landmarks = [SIMD3<Float>](repeating: .zero, count: FaceMeshIndex.pointCountWithIrises)
        landmarks[FaceMeshIndex.cheeks.left].x = width
        return Face(
            box: BoundingBox(x: x, y: y, width: width, height: width),
            score: score,
            keypoints: [],
            landmarks: landmarks,
            presence: 1
        )
    }
}
