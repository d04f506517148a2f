// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Face mesh indices` {
    @Test func `each refined point is named once and is a point of the face`() {
        let lists = [(FaceMeshIndex.lips, 80), (FaceMeshIndex.rightEye, 71), (FaceMeshIndex.leftEye, 71)]
        for (list, count) in lists {
            #expect(list.count == count && Set(list).count == count)
            #expect(list.allSatisfy { (0..<FaceMeshIndex.pointCount).contains($0) })
        }
        #expect(Set(FaceMeshIndex.lips).isDisjoint(with: FaceMeshIndex.rightEye))
        #expect(Set(FaceMeshIndex.rightEye).isDisjoint(with: FaceMeshIndex.leftEye))
    }

    @Test(arguments: FaceFixture.names)
    func `the named points lie where their names say`(name: String) throws {
        let points = try #require(FaceFixture.all[name]).landmarks
        let right = points[FaceMeshIndex.rightEyeCorners.outer]
        let left = points[FaceMeshIndex.leftEyeCorners.outer]
        #expect(right.x < points[FaceMeshIndex.rightEyeCorners.inner].x)
        #expect(left.x > points[FaceMeshIndex.leftEyeCorners.inner].x && left.x > right.x)
        #expect(points[FaceMeshIndex.forehead].y < right.y && points[FaceMeshIndex.chin].y > right.y)
        #expect(points[FaceMeshIndex.mouthCorners.right].x < points[FaceMeshIndex.mouthCorners.left].x)
        let nearest = points.prefix(FaceMeshIndex.pointCount).map(\.z).min() ?? 0
        #expect(points[FaceMeshIndex.noseTip].z < nearest + 30)
    }
}
