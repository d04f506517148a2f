// SPDX-License-Identifier: Apache-2.0

import Imaging

/// What a mark is painted with, chosen from the pixels below it.
///
/// Light letters on a dark ground, dark letters on a light one, over a plate of the opposite colour that is as strong
/// as the worst pixel below needs, and not there where no pixel needs it.
struct MarkColors {
    /// Least contrast of the letters with any pixel around them, as WCAG 2.2 counts it; its level AA asks for 4.5, the
    /// rest is for what a lossy format does to the edges.
    static let contrastMin: Float = 6

    /// Light of the letters: 0 or 1.
    let letters: Float
    /// Light of the plate: 1 or 0.
    let plate: Float
    /// How much of the ground the plate hides, in light, 0 to 1.
    let plateOpacity: Float

    /// Chooses for a ground, `.rgb`.
    init(ground: borrowing PixelBuffer) {
        let bytes = ground.bytes
        let scale = LinearLight.sRGB
        var (low, high, sum) = (Float(1), Float(0), Double(0))
        for pixel in 0..<ground.size.pixelCount {
            let luminance = scale.luminance(bytes[3 * pixel], bytes[3 * pixel + 1], bytes[3 * pixel + 2])
            low = min(low, luminance)
            high = max(high, luminance)
            sum += Double(luminance)
        }
        let mean = Float(sum / Double(ground.size.pixelCount))
        // Where black and white letters have one contrast: (L + 0.05)^2 = 0.05 * 1.05.
        if mean < 0.179 {
            (letters, plate) = (1, 0)
            let limit = 1.05 / Self.contrastMin - 0.05
            plateOpacity = high <= limit ? 0 : 1 - limit / high
        } else {
            (letters, plate) = (0, 1)
            let limit = 0.05 * Self.contrastMin - 0.05
            plateOpacity = low >= limit ? 0 : (limit - low) / (1 - low)
        }
    }
}
