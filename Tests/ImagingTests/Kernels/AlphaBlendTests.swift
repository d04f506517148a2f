// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Alpha blend` {
    private func blend(_ a: [UInt8], _ b: [UInt8], _ alpha: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 99, count: a.count)
        var span = out.mutableSpan
        alphaBlend(a.span, b.span, alpha: alpha.span, into: &span)
        return out
    }

    private func blendPixels(_ a: [UInt8], _ b: [UInt8], _ alpha: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 99, count: a.count)
        var span = out.mutableSpan
        alphaBlendPixels(a.span, b.span, alpha: alpha.span, into: &span)
        return out
    }

    private func random(_ count: Int, seed: UInt64) -> [UInt8] {
        ReferenceImage.random(PixelSize(width: count, height: 1), seed: seed).bytes
    }

    @Test func `every pair of bytes is mixed exactly at every alpha`() {
        let a = (0..<65536).map { UInt8($0 >> 8) }
        let b = (0..<65536).map { UInt8($0 & 255) }
        for alpha in 0...255 {
            let weight = UInt8(alpha)
            let actual = blend(a, b, [UInt8](repeating: weight, count: a.count))
            // Counted, since the comparison of long arrays in a failure's message takes minutes.
            let wrong = a.indices.count { actual[$0] != referenceBlend(a[$0], b[$0], weight) }
            #expect(wrong == 0, "alpha \(alpha)")
        }
    }

    @Test(arguments: [0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 100])
    func `rows of any length agree with one byte after the other`(count: Int) {
        let (a, b, alpha) = (random(count, seed: 151), random(count, seed: 152), random(count, seed: 153))
        let wanted = a.indices.map { referenceBlend(a[$0], b[$0], alpha[$0]) }
        #expect(blend(a, b, alpha) == wanted, "seeds 151 to 153")
        #expect(blend(b, a, alpha.map { 255 - $0 }) == wanted, "seeds 151 to 153, exchanged")
    }

    @Test(arguments: [0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 100])
    func `each pixel's alpha counts for its three bytes`(count: Int) {
        let (a, b, alpha) = (random(3 * count, seed: 154), random(3 * count, seed: 155), random(count, seed: 156))
        let wanted = a.indices.map { referenceBlend(a[$0], b[$0], alpha[$0 / 3]) }
        #expect(blendPixels(a, b, alpha) == wanted, "seeds 154 to 156")
    }

    @Test func `the ends of alpha give one row, two equal rows give the same`() {
        let (a, b) = (random(99, seed: 157), random(99, seed: 158))
        for count in [33, 99] {
            func both(_ x: [UInt8], _ y: [UInt8], _ alpha: [UInt8]) -> [UInt8] {
                count == 99 ? blend(x, y, alpha) : blendPixels(x, y, alpha)
            }
            #expect(both(a, b, [UInt8](repeating: 255, count: count)) == a, "seeds 157 and 158")
            #expect(both(a, b, [UInt8](repeating: 0, count: count)) == b, "seeds 157 and 158")
            #expect(both(a, a, random(count, seed: 159)) == a, "seeds 157 and 159")
        }
    }
}
