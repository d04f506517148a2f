// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import TestSupport
import Testing

/// What a mark is drawn on.
enum Ground: Hashable, CustomTestStringConvertible {
    case flat(UInt8, UInt8, UInt8)
    /// Black and white squares of four pixels.
    case checkers
    /// Every byte random, from a seed.
    case noise(UInt64)
    /// From black at the left to white at the right.
    case gradient

    var testDescription: String { "\(self)" }

    /// Pixels of a size.
    func pixels(_ size: PixelSize) -> PixelBuffer {
        var bytes: [UInt8] = []
        var random = SeededGenerator(seed: { if case .noise(let seed) = self { seed } else { 0 } }())
        for pixel in 0..<size.pixelCount {
            let (x, y) = (pixel % size.width, pixel / size.width)
            switch self {
            case .flat(let red, let green, let blue): bytes += [red, green, blue]
            case .checkers: bytes += [UInt8](repeating: (x / 4 + y / 4) % 2 == 0 ? 0 : 255, count: 3)
            case .noise: bytes += (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) }
            case .gradient: bytes += [UInt8](repeating: UInt8(x * 255 / size.width), count: 3)
            }
        }
        return PixelBuffer(size: size, layout: .rgb, bytes: bytes)
    }
}

/// `base` to the power of 2.4.
func power(_ base: Double) -> Double { pow(base, 2.4) }
