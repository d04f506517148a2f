// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

/// Decodes a fixture, turns it upright and gives it as 8-bit sRGB.
func uprightRGB(_ name: String) throws -> PixelBuffer {
    try uprightRGB(of: ImageFixture.bytes(name))
}

/// Decodes a file, turns it upright and gives it as 8-bit sRGB.
func uprightRGB(of bytes: [UInt8]) throws -> PixelBuffer {
    var limits = ImageLimits()
    limits.sideMin = 1
    let pixels = try ImageDecoder.decode(bytes.span, limits: limits)
    let converter = ColorConverter(iccProfile: pixels.iccProfile, layout: pixels.layout)
    let rgb =
        switch pixels.samples {
        case .bytes(let bytes): converter.srgb(bytes.span)
        case .words(let words): converter.srgb(words.span)
        }
    return pixels.orientation.upright(PixelBuffer(size: pixels.size, layout: .rgb, bytes: rgb))
}

/// The mean and the greatest difference between a picture and a function of column and row, in steps of 255.
func difference(_ picture: borrowing PixelBuffer, _ expected: (Int, Int) -> SIMD3<Int>) -> (mean: Double, max: Int) {
    var sum = 0
    var greatest = 0
    for y in 0..<picture.size.height {
        for x in 0..<picture.size.width {
            let wanted = expected(x, y)
            for channel in 0..<3 {
                let distance = abs(Int(picture[x, y, channel]) - wanted[channel])
                sum += distance
                greatest = max(greatest, distance)
            }
        }
    }
    return (Double(sum) / Double(picture.size.pixelCount * 3), greatest)
}
