// SPDX-License-Identifier: Apache-2.0

import Imaging

/// A part of a picture in memory, perhaps shrunk.
struct PicturePatch: ~Copyable {
    /// The pixels, `.rgb`.
    let pixels: PixelBuffer
    /// What part of the picture they show.
    let region: PixelRegion
    /// By how much they are shrunk.
    let reduction: Reduction

    /// Reads a part of a picture.
    ///
    /// - Parameters:
    ///   - region: Cut to the picture and grown to whole blocks of the reduction; must meet the picture.
    ///   - reduction: By how much to shrink.
    ///   - canvas: The picture.
    /// - Throws: What reading the canvas throws.
    init(
        _ region: PixelRegion,
        reduction: Reduction,
        of canvas: inout some FusionCanvas & ~Copyable
    ) throws {
        let step = reduction.rawValue
        let inside = region.intersection(canvas.size.bounds)
        let x = inside.x / step * step
        let y = inside.y / step * step
        let grown = PixelRegion(
            x: x,
            y: y,
            width: (inside.maxX - x + step - 1) / step * step,
            height: (inside.maxY - y + step - 1) / step * step
        )
        self.region = grown.intersection(canvas.size.bounds)
        self.reduction = reduction
        pixels = try canvas.pixels(in: self.region, reduction: reduction)
    }
}

extension Reduction {
    /// The strongest reduction after which `step` picture pixels are still at least `stepMin` pixels.
    static func strongest(forStep step: Float, leaving stepMin: Float) -> Reduction {
        allCases.last { step / Float($0.rawValue) >= stepMin } ?? .full
    }
}
