// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import FaceFusion

/// Groups are composed of one half of the example people; the thresholds were chosen on other seeds.
@Suite(.timeLimit(.minutes(3))) struct `Face search` {
    struct Group: Sendable, CustomTestStringConvertible {
        let faceWidth: ClosedRange<Float>
        let width: Int
        let height: Int
        let count: Int

        var testDescription: String { "\(count) faces of \(faceWidth) px in \(width) x \(height)" }
    }

    private static let groups = [
        Group(faceWidth: 34...34, width: 900, height: 700, count: 12),
        Group(faceWidth: 64...64, width: 1200, height: 900, count: 12),
        Group(faceWidth: 128...128, width: 1600, height: 1200, count: 12),
        Group(faceWidth: 400...400, width: 2600, height: 2000, count: 6),
        Group(faceWidth: 40...300, width: 2000, height: 1400, count: 14),
        Group(faceWidth: 60...160, width: 2800, height: 2000, count: 50),
    ]
    private static let people = [["p1", "p2", "p3", "p4"], ["p5", "p6", "p7", "p8"]]

    @Test(arguments: groups, people)
    func `finds at least 95 % of a group, each once, and nothing else`(group: Group, people: [String]) throws {
        let seed = UInt64(70_000 + group.width + people[0].utf8.reduce(0) { $0 + Int($1) })
        let result = try Self.search(group, people: people, seed: seed)
        print("\(group.testDescription), \(people[0]) to \(people[3]), seed \(seed): \(result)")
        #expect(result.total >= min(group.count, 5))
        #expect(Double(result.found) >= 0.95 * Double(result.total) || result.total - result.found <= 1)
        #expect(result.others == 0)
    }

    @Test func `finds 16 faces of 126 pixels in 24 megapixels`() throws {
        let group = Group(faceWidth: 126...126, width: 6000, height: 4000, count: 16)
        let result = try Self.search(group, people: ["p"], seed: 24)
        #expect(result.found == 16 && result.others == 0)
    }

    @Test(arguments: Background.textures)
    func `sees no face in textures`(background: Background) throws {
        let analyser = try ExampleFace.analyser.get()
        for seed in UInt64(500)..<512 {
            var random = SplitMix64(seed: seed)
            var canvas = PixelCanvas(background.pixels(size: PixelSize(width: 640, height: 480), random: &random))
            let faces = try analyser.faces(in: &canvas, search: .all)
            #expect(faces.isEmpty, "\(background), seed \(seed): \(faces.map(\.box))")
        }
    }

    @Test(arguments: [0, 30, 60, 90, 180, 270])
    func `finds a face that leans, and how far`(degrees: Int) throws {
        let roll = Float(degrees) * .pi / 180
        let portraits = try ExampleFace.portraits(["p1", "p6"])
        for portrait in portraits.indices {
            var canvas = Self.canvas(portraits, portrait, center: SIMD2(400, 350), faceWidth: 220, roll: roll)
            let faces = try ExampleFace.analyser.get().faces(in: &canvas, search: .dominant)
            let face = try #require(faces.first)
            var difference = (face.roll - roll).remainder(dividingBy: 2 * .pi)
            difference = difference.magnitude
            #expect(difference < 0.15, "portrait \(portrait): \(face.roll)")
            let between = face.box.center - SIMD2(400, 350)
            #expect((between * between).sum().squareRoot() < 60)
        }
    }

    @Test func `a face that the border cuts in half is refused, one it touches is found`() throws {
        let portraits = try ExampleFace.portraits(["p1"])
        var touched = Self.canvas(portraits, 0, center: SIMD2(70, 350), faceWidth: 200, roll: 0)
        #expect(try ExampleFace.analyser.get().faces(in: &touched, search: .all).count == 1)
        var halved = Self.canvas(portraits, 0, center: SIMD2(0, 350), faceWidth: 200, roll: 0)
        let findings = try ExampleFace.analyser.get().findings(in: &halved, search: .all)
        #expect(findings.faces.isEmpty && !findings.refusals.isEmpty)
    }

    @Test func `the largest face comes out of a search for it, whatever else is there`() throws {
        let portraits = try ExampleFace.portraits(["p"])
        var composer = GroupComposer(portraits: portraits, seed: 77)
        var group = composer.group(size: PixelSize(width: 1500, height: 1100), count: 8, faceWidths: 50...80)
        composer.paste(PlacedHead(portrait: 3, center: SIMD2(750, 550), faceWidth: 330, roll: 0), into: &group.pixels)
        var canvas = PixelCanvas(group.pixels.copy())
        let largest = try #require(ExampleFace.analyser.get().faces(in: &canvas, search: .dominant).first)
        #expect(abs(largest.width - 330) < 15)
        let all = try ExampleFace.analyser.get().faces(in: &canvas, search: .all)
        #expect(all.first?.landmarks == largest.landmarks)
    }

    @Test func `the same picture gives the same faces`() throws {
        let portraits = try ExampleFace.portraits(["p"])
        var composer = GroupComposer(portraits: portraits, seed: 5)
        let group = composer.group(size: PixelSize(width: 800, height: 700), count: 5, faceWidths: 60...150)
        var first = PixelCanvas(group.pixels.copy())
        var second = PixelCanvas(group.pixels.copy())
        let a = try ExampleFace.analyser.get().faces(in: &first, search: .all)
        let b = try ExampleFace.analyser.get().faces(in: &second, search: .all)
        #expect(!a.isEmpty && a.map(\.landmarks) == b.map(\.landmarks) && a.map(\.box) == b.map(\.box))
    }

    @Test(arguments: [(64, 64), (65, 513), (1, 1), (2, 300), (8000, 64)])
    func `odd and small pictures are searched too`(width: Int, height: Int) throws {
        var random = SplitMix64(seed: 1)
        var canvas = PixelCanvas(
            Background.brick.pixels(size: PixelSize(width: width, height: height), random: &random)
        )
        #expect(try ExampleFace.analyser.get().faces(in: &canvas, search: .all).isEmpty)
    }

    private struct Outcome: CustomStringConvertible {
        var total = 0
        var found = 0
        var others = 0

        var description: String { "\(found) of \(total) found, \(others) others" }
    }

    private static func search(_ group: Group, people: [String], seed: UInt64) throws -> Outcome {
        var composer = GroupComposer(portraits: try ExampleFace.portraits(people), seed: seed)
        let size = PixelSize(width: group.width, height: group.height)
        let composed = composer.group(size: size, count: group.count, faceWidths: group.faceWidth)
        let heads = composed.heads
        var canvas = PixelCanvas(composed.pixels.copy())
        var left = Set(heads.indices)
        var outcome = Outcome(total: heads.count)
        for face in try ExampleFace.analyser.get().faces(in: &canvas, search: .all) {
            let hit = left.first { index in
                let between = face.box.center - heads[index].center
                let ratio = face.width / heads[index].faceWidth
                return (between * between).sum().squareRoot() < 0.3 * heads[index].faceWidth
                    && (0.8...1.25).contains(ratio)
            }
            if let hit { left.remove(hit) } else { outcome.others += 1 }
        }
        outcome.found = heads.count - left.count
        return outcome
    }

    private static func canvas(
        _ portraits: [Portrait],
        _ portrait: Int,
        center: SIMD2<Float>,
        faceWidth: Float,
        roll: Float
    ) -> PixelCanvas {
        var random = SplitMix64(seed: 3)
        var pixels = Background.gradient.pixels(size: PixelSize(width: 800, height: 700), random: &random)
        let head = PlacedHead(portrait: portrait, center: center, faceWidth: faceWidth, roll: roll)
        GroupComposer(portraits: portraits, seed: 1).paste(head, into: &pixels)
        return PixelCanvas(pixels)
    }
}
