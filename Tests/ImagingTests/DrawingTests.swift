// SPDX-License-Identifier: Apache-2.0

import Imaging
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Drawing` {
    private func blank(_ width: Int = 40, _ height: Int = 30) -> PixelBuffer {
        PixelBuffer(size: PixelSize(width: width, height: height), layout: .rgb)
    }

    /// All red values over 255: the covered area in pixels, when the stroke is red.
    private func area(_ pixels: borrowing PixelBuffer) -> Double {
        var sum = 0
        for y in 0..<pixels.size.height {
            for x in 0..<pixels.size.width { sum += Int(pixels[x, y, 0]) }
        }
        return Double(sum) / 255
    }

    private let red = Stroke(color: [255, 0, 0], width: 2)

    @Test(arguments: [SIMD2<Float>(30, 10), [10, 25], [30, 25], [13, 27], [30, 6], [2, 3]])
    func `a line covers its length times its width, whatever its slope`(end: SIMD2<Float>) {
        var pixels = blank()
        let start = SIMD2<Float>(10, 10)
        pixels.drawLine(from: start, to: end, red)
        let length = ((end - start) * (end - start)).sum().squareRoot()
        // Two half discs at the ends; the coverage by distance is right to a few percent.
        let expected = Double(length) * 2 + Double.pi
        let covered = area(pixels)
        #expect(abs(covered - expected) < 0.06 * expected, "\(covered) instead of \(expected)")
    }

    @Test func `both directions of a line give the same pixels`() {
        var one = blank()
        var other = blank()
        one.drawLine(from: [3.5, 7.25], to: [31, 22], red)
        other.drawLine(from: [31, 22], to: [3.5, 7.25], red)
        let (left, right) = (one.takeBytes(), other.takeBytes())
        #expect(zip(left, right).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }

    @Test func `a wide horizontal line is full inside and fades by half a pixel`() {
        var pixels = blank()
        pixels.drawLine(from: [5, 10], to: [30, 10], Stroke(color: [200, 100, 50], width: 3))
        let column = (7...13).map { pixels[15, $0, 0] }
        let inside = [pixels[15, 10, 0], pixels[15, 10, 1], pixels[15, 10, 2]]
        #expect(inside == [200, 100, 50])
        #expect(column == [0, 0, 200, 200, 200, 0, 0])
    }

    @Test func `opacity mixes with what is below`() {
        var pixels = PixelBuffer(size: PixelSize(width: 20, height: 20), layout: .rgb, filledWith: 100)
        pixels.drawLine(from: [2, 10], to: [18, 10], Stroke(color: [200, 0, 100], width: 3, opacity: 0.5))
        let mixed = [pixels[10, 10, 0], pixels[10, 10, 1], pixels[10, 10, 2]]
        #expect(mixed == [150, 50, 100])
    }

    @Test func `what lies outside or is no number draws nothing`() {
        var pixels = blank()
        pixels.drawLine(from: [-50, -50], to: [-10, 90], red)
        pixels.drawLine(from: [.nan, 3], to: [10, 10], red)
        pixels.drawLine(from: [.infinity, 3], to: [10, 10], red)
        pixels.drawDot(at: [1e30, -1e30], red)
        let nothing = area(pixels)
        #expect(nothing == 0)
        pixels.drawLine(from: [-1e4, 15], to: [1e4, 15], red)
        let across = area(pixels)
        #expect(abs(across - 80) < 1, "\(across)")
    }

    @Test func `a rectangle is an outline`() {
        var pixels = blank()
        pixels.drawOutline(of: BoundingBox(x: 5, y: 5, width: 20, height: 15), red)
        let edges = [pixels[15, 5, 0], pixels[5, 12, 0], pixels[25, 12, 0], pixels[15, 20, 0]]
        let inside = pixels[15, 12, 0]
        #expect(edges == [255, 255, 255, 255] && inside == 0)
    }

    @Test func `every digit looks different`() {
        let drawings = (0...9).map { digit in
            var pixels = blank()
            pixels.drawNumber(digit, at: [5, 5], height: 20, red)
            return pixels.takeBytes()
        }
        #expect(Set(drawings).count == 10)
    }
}
