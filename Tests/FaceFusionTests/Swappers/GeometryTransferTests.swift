// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Geometry transfer` {
    @Test(arguments: Prototype.pairs)
    func `the fused mesh is the prototype's within a twentieth of a pixel`(pair: String) throws {
        let expected = try #require(try Prototype.geometry()[pair])
        let fused = try Self.fuse(pair, strength: GeometryTransfer.fullStrength)
        #expect(fused.count == MeshTopology.landmarkCount && expected.count == fused.count)
        let worst = zip(fused, expected).map { Self.distance($0, $1) }.max() ?? .infinity
        #expect(worst < 0.05)
    }

    @Test func `without strength the target's mesh stays`() throws {
        let target = try Person.landmarks("p3")
        #expect(try Self.fuse("p1_to_p3", strength: 0) == target)
    }

    @Test func `a face laid onto itself stays`() throws {
        let fused = try Self.fuse("p2_to_p2", strength: 1)
        let moved = zip(fused, try Person.landmarks("p2")).map { Self.distance($0, $1) }.max() ?? .infinity
        #expect(moved < 0.01)
    }

    @Test func `the place, turn and size of the source do not matter`() throws {
        let source = try Person.landmarks("p1")
        let turned = source.map { SIMD3(300 - 0.5 * $0.y, 40 + 0.5 * $0.x, 0.5 * $0.z) }
        let transfer = GeometryTransfer(topology: try Person.topology())
        let target = try Person.landmarks("p5")
        let a = transfer(source: source, target: target, strength: 0.7)
        let b = transfer(source: turned, target: target, strength: 0.7)
        #expect((zip(a, b).map { Self.distance($0, $1) }.max() ?? .infinity) < 0.02)
    }

    @Test func `the outline of the head stays`() throws {
        let (fused, target) = (try Self.fuse("p6_to_p2", strength: 0.7), try Person.landmarks("p2"))
        for point in try Person.topology().oval { #expect(Self.distance(fused[point], target[point]) < 1e-3) }
    }

    private static func fuse(_ pair: String, strength: Float) throws -> [SIMD3<Float>] {
        GeometryTransfer(topology: try Person.topology())(
            source: try Person.landmarks(String(pair.prefix(2))),
            target: try Person.landmarks(String(pair.suffix(2))),
            strength: strength
        )
    }

    private static func distance(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float {
        ((a - b) * (a - b)).sum().squareRoot()
    }
}
