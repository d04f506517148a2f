// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Lab` {
    private func planes(_ size: PixelSize, _ color: (Int) -> SIMD3<Float>) -> ColorPlanes<Float> {
        let colors = (0..<size.pixelCount).map(color)
        return ColorPlanes(
            Plane(size: size, values: colors.map(\.x)),
            Plane(size: size, values: colors.map(\.y)),
            Plane(size: size, values: colors.map(\.z))
        )
    }

    private func row(_ colors: [SIMD3<Float>]) -> ColorPlanes<Float> {
        planes(PixelSize(width: colors.count, height: 1)) { colors[$0] }
    }

    private func colors(of planes: borrowing ColorPlanes<Float>) -> [SIMD3<Double>] {
        let parts = values(of: planes)
        return parts[0].indices.map { SIMD3(Double(parts[0][$0]), Double(parts[1][$0]), Double(parts[2][$0])) }
    }

    /// The greatest difference of any channel; infinite where one is not a number.
    private func difference(_ a: [SIMD3<Double>], _ b: [SIMD3<Double>]) -> Double {
        greatestDifference(a.flatMap { [$0.x, $0.y, $0.z] }, b.flatMap { [$0.x, $0.y, $0.z] })
    }

    private func random(_ count: Int, _ seed: UInt64, from low: SIMD3<Float>, to high: SIMD3<Float>) -> [SIMD3<Float>] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            func part() -> Float { .random(in: 0...1, using: &generator) }
            return low + (high - low) * SIMD3(part(), part(), part())
        }
    }

    /// All corners of the cube, its edges and 15 steps between them.
    private var grid: [SIMD3<Float>] {
        let steps = (0..<16).map { Float($0 * 17) }
        return steps.flatMap { red in steps.flatMap { green in steps.map { blue in SIMD3(red, green, blue) } } }
    }

    @Test(arguments: vectorSizes + oddSizes) func `colours agree with the formulas in doubles`(size: PixelSize) {
        let colors = random(size.pixelCount, 161, from: .zero, to: SIMD3(repeating: 255))
        let lab = planes(size) { colors[$0] }.lab()
        #expect(lab.size == size)
        let wanted = colors.map { referenceLab(SIMD3<Double>($0)) }
        #expect(difference(self.colors(of: lab), wanted) < 0.01, "seed 161")
    }

    @Test(arguments: vectorSizes + oddSizes) func `colours come back as the formulas say`(size: PixelSize) {
        // Many of these are no sRGB colours: they end at 0 or 255.
        let colors = random(size.pixelCount, 162, from: SIMD3(0, -128, -128), to: SIMD3(100, 128, 128))
        let rgb = planes(size) { colors[$0] }.rgb()
        #expect(rgb.size == size)
        let wanted = colors.map { referenceRGB(SIMD3<Double>($0)) }
        #expect(difference(self.colors(of: rgb), wanted) < 0.01, "seed 162")
    }

    @Test func `the whole cube and all grays agree with the formulas, also where the curves' parts meet`() {
        let colors = grid + (0...2048).map { SIMD3(repeating: Float($0) / 8) }.filter { $0.x <= 255 }
        let lab = self.colors(of: row(colors).lab())
        #expect(difference(lab, colors.map { referenceLab(SIMD3<Double>($0)) }) < 0.01)
        let rgb = self.colors(of: row(lab.map { SIMD3<Float>($0) }).rgb())
        #expect(difference(rgb, lab.map { referenceRGB($0) }) < 0.01)
    }

    @Test func `there and back is about the identity`() {
        let back = colors(of: row(grid).lab().rgb())
        // Where sRGB is steepest, near 0, it enlarges an error of 0.01 in L*a*b*.
        #expect(difference(back, grid.map { SIMD3<Double>($0) }) < 0.1)
    }

    @Test func `white, black and gray have no colour`() {
        let lab = colors(of: row([0, 64, 128, 255].map { SIMD3(repeating: $0) }).lab())
        #expect(abs(lab[0].x) < 0.001 && abs(lab[3].x - 100) < 0.001)
        #expect(lab[0].x < lab[1].x && lab[1].x < lab[2].x && lab[2].x < lab[3].x)
        for color in lab { #expect(abs(color.y) < 0.01 && abs(color.z) < 0.01) }
    }

    @Test func `red, green, blue and yellow lie where they are published`() {
        let lab = colors(of: row([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]]).lab())
        let wanted: [SIMD3<Double>] = [
            [53.24, 80.09, 67.20], [87.73, -86.18, 83.18], [32.30, 79.19, -107.86], [97.14, -21.55, 94.48],
        ]
        #expect(difference(lab, wanted) < 0.05)
    }

    @Test func `what is outside 0 to 255 is clamped`() {
        let outside: [SIMD3<Float>] = [
            [-20, 300, 128], [.infinity, -.infinity, .nan], [255.5, -0.001, 1e9], [-1e9, 12, 256],
        ]
        let inside: [SIMD3<Float>] = [[0, 255, 128], [255, 0, 0], [255, 0, 255], [0, 12, 255]]
        #expect(colors(of: row(outside).lab()) == colors(of: row(inside).lab()))
        let lab: [SIMD3<Float>] = [[100, 128, -128], [0, 128, -128], [130, 0, 0], [-5, 0, 0], [60, 0, .nan]]
        let rgb = colors(of: row(lab).rgb())
        for color in rgb { #expect(color.min() >= 0 && color.max() <= 255.01) }
        #expect(difference([rgb[2], rgb[3]], [SIMD3(repeating: 255), .zero]) < 0.01)
    }
}
