// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(5))) struct `Mesh swapper` {
    /// Tone, masks and blend were improved on purpose (docs/improvements.jpg shows how), so the pictures differ where
    /// the prototype was weak; they are still the same face in the same place.
    @Test(arguments: Prototype.pairs)
    func `a fused face is the prototype's but for what was improved`(pair: String) throws {
        let place = try Prototype.region(pair)
        let expected = try Prototype.picture(pair)
        var canvas = try Self.fuse(String(pair.prefix(2)), onto: String(pair.suffix(2)))
        let ours = try canvas.pixels(in: place, reduction: .full).resized(to: expected.size, filter: .area)
        var target = try Person.canvas(String(pair.suffix(2)))
        let before = try target.pixels(in: place, reduction: .full).resized(to: expected.size, filter: .area)
        let (distance, change) = (meanDistance(ours, expected), meanDistance(before, expected))
        #expect(distance < 0.95 * change && distance < 14, "\(distance) of 255 against a change of \(change)")
    }

    @Test func `a degree of 0 leaves every pixel`() throws {
        var canvas = try Self.fuse("p1", onto: "p4", degree: 0)
        var untouched = try Person.canvas("p4")
        let bounds = canvas.size.bounds
        #expect(
            try canvas.pixels(in: bounds, reduction: .full).takeBytes()
                == untouched.pixels(in: bounds, reduction: .full).takeBytes()
        )
    }

    @Test func `the degree moves from the target to the full strength`() throws {
        var target = try Person.canvas("p4")
        let bounds = target.size.bounds
        let before = try target.pixels(in: bounds, reduction: .full)
        var last: Float = 0
        for degree: Float in [0.25, 0.5, 0.75, 1] {
            var canvas = try Self.fuse("p1", onto: "p4", degree: degree)
            let distance = meanDistance(try canvas.pixels(in: bounds, reduction: .full), before)
            #expect(distance > last + 0.05, "degree \(degree): \(distance) after \(last)")
            last = distance
        }
    }

    @Test func `the same input gives the same bytes`() throws {
        var first = try Self.fuse("p8", onto: "p5")
        var second = try Self.fuse("p8", onto: "p5")
        let bounds = first.size.bounds
        #expect(
            try first.pixels(in: bounds, reduction: .full).takeBytes()
                == second.pixels(in: bounds, reduction: .full).takeBytes()
        )
    }

    @Test func `nothing changes far from the face`() throws {
        var canvas = try Self.fuse("p2", onto: "p4")
        var target = try Person.canvas("p4")
        let face = FaceFrame.region(
            around: try Person.landmarks("p4"),
            margin: MeshSwapper.margin,
            in: target.size
        )
        for region in outside(face, in: target.size) {
            #expect(
                try canvas.pixels(in: region, reduction: .full).takeBytes()
                    == target.pixels(in: region, reduction: .full).takeBytes()
            )
        }
    }

    @Test func `the target's eyes stay when asked for`() throws {
        let iris = try Person.landmarks("p1")[MeshPoint.rightIris.lowerBound]
        let region = PixelRegion(x: Int(iris.x) - 6, y: Int(iris.y) - 4, width: 13, height: 9)
        var target = try Person.canvas("p1")
        let before = try target.pixels(in: region, reduction: .full)
        // The geometry moves the eye by a pixel or two, so even the target's own does not stay to the letter.
        var kept = try Self.fuse("p3", onto: "p1", eyes: .target)
        var taken = try Self.fuse("p3", onto: "p1", eyes: .source)
        let keptDistance = meanDistance(try kept.pixels(in: region, reduction: .full), before)
        let takenDistance = meanDistance(try taken.pixels(in: region, reduction: .full), before)
        #expect(keptDistance < 0.5 * takenDistance, "\(keptDistance) against \(takenDistance)")
    }

    @Test func `a small face is fused without aliasing`() throws {
        let size = PixelSize(width: 96, height: 96)
        var large = try Person.canvas("p4")
        let small = try large.pixels(in: large.size.bounds, reduction: .full).resized(to: size, filter: .area)
        var canvas = PixelCanvas(small.copy())
        let scale = Float(96) / 768
        let landmarks = try Person.landmarks("p4").map { ($0 + SIMD3(0.5, 0.5, 0)) * scale - SIMD3(0.5, 0.5, 0) }
        try Self.swap("p1", onto: landmarks, in: &canvas)
        var reference = try Self.fuse("p1", onto: "p4")
        let expected = try reference.pixels(in: reference.size.bounds, reduction: .full).resized(
            to: size,
            filter: .area
        )
        let fused = try canvas.pixels(in: size.bounds, reduction: .full)
        let (distance, change) = (meanDistance(fused, expected), meanDistance(small, expected))
        #expect(distance < 0.5 * change, "\(distance) against a change of \(change)")
    }

    private static func fuse(
        _ source: String,
        onto target: String,
        degree: Float = 1,
        eyes: EyeOrigin = .source
    ) throws -> PixelCanvas {
        var canvas = try Person.canvas(target)
        try swap(source, onto: Person.landmarks(target), in: &canvas, degree: degree, eyes: eyes)
        return canvas
    }

    private static func swap(
        _ source: String,
        onto landmarks: [SIMD3<Float>],
        in canvas: inout some FusionCanvas & ~Copyable,
        degree: Float = 1,
        eyes: EyeOrigin = .source
    ) throws {
        let topology = try Person.topology()
        var photo = try Person.canvas(source)
        let texture = try SourceTexture(
            canvas: &photo,
            face: Person.face(try Person.landmarks(source)),
            topology: topology
        )
        var timings = StageTimings()
        try MeshSwapper(topology: topology).fuse(
            [texture],
            onto: Person.face(landmarks),
            in: &canvas,
            options: (degree, eyes),
            timings: &timings
        )
    }
}

/// The mean absolute difference of two pictures, 0 to 255.
func meanDistance(_ a: borrowing PixelBuffer, _ b: borrowing PixelBuffer) -> Float {
    precondition(a.size == b.size && a.layout == b.layout)
    let (x, y) = (a.bytes, b.bytes)
    var sum = 0
    for i in 0..<x.count { sum += abs(Int(x[i]) - Int(y[i])) }
    return Float(sum) / Float(x.count)
}

/// Everything but `region`, in four parts.
private func outside(_ region: PixelRegion, in size: PixelSize) -> [PixelRegion] {
    [
        PixelRegion(x: 0, y: 0, width: size.width, height: region.y),
        PixelRegion(x: 0, y: region.maxY, width: size.width, height: size.height - region.maxY),
        PixelRegion(x: 0, y: region.y, width: region.x, height: region.height),
        PixelRegion(x: region.maxX, y: region.y, width: size.width - region.maxX, height: region.height),
    ].filter { !$0.isEmpty }
}
