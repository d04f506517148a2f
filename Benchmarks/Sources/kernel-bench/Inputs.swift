// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging

/// The inputs of all kernels at one size; `opencv_kernels.py` makes the same ones.
final class Inputs {
    let side: Int
    let image: PixelBuffer
    let second: PixelBuffer
    let small: PixelBuffer
    let plane: Plane<Float>
    let halfPlane: Plane<Float>
    let differences: Plane<Int16>
    let halfDifferences: Plane<Int16>
    let mapX: Plane<Float>
    let mapY: Plane<Float>
    let alpha: [UInt8]
    let pixelAlpha: [UInt8]
    let planes: ColorPlanes<Float>
    let lab: ColorPlanes<Float>
    let warp = AffineTransform(a: 0.9, b: 0.2, tx: 3, c: -0.2, d: 0.9, ty: 20)

    /// The side of what is resized down to or up from: a ratio of about 2.2.
    var smallSide: Int { (side * 5 + 5) / 11 }

    init(side: Int) {
        self.side = side
        let size = PixelSize(width: side, height: side)
        let smallSide = (side * 5 + 5) / 11
        image = Self.pattern(size, shift: 0)
        second = Self.pattern(size, shift: 91)
        small = Self.pattern(PixelSize(width: smallSide, height: smallSide), shift: 0)
        plane = Self.floats(size)
        halfPlane = Self.floats(PixelSize(width: (side + 1) / 2, height: (side + 1) / 2))
        differences = Self.words(size)
        halfDifferences = Self.words(PixelSize(width: (side + 1) / 2, height: (side + 1) / 2))
        alpha = Self.pattern(size, shift: 17).takeBytes()
        pixelAlpha = Self.gray(size)
        var x = Plane<Float>(size: size, filledWith: 0)
        var y = Plane<Float>(size: size, filledWith: 0)
        for row in 0..<side {
            let wave = Float(3 * sin(Double(row) / 20))
            for column in 0..<side {
                x[column, row] = Float(column) * 0.9 + Float(row) * 0.1 + wave
                y[column, row] = Float(row) * 0.9 - Float(column) * 0.05 + 10
            }
        }
        mapX = x
        mapY = y
        planes = image.colorPlanes()
        lab = planes.lab()
    }

    /// A picture of rings that wrap around, so that there are gradients and edges.
    static func pattern(_ size: PixelSize, shift: Int) -> PixelBuffer {
        var image = PixelBuffer(size: size, layout: .rgb)
        for y in 0..<size.height {
            for x in 0..<size.width {
                for channel in 0..<3 {
                    let value = x * 3 + y * 5 + channel * 37 + shift + (x * x + y * y) >> 6
                    image[x, y, channel] = UInt8(truncatingIfNeeded: value)
                }
            }
        }
        return image
    }

    static func gray(_ size: PixelSize) -> [UInt8] {
        (0..<size.pixelCount).map { UInt8(truncatingIfNeeded: ($0 % size.width) * 2 + $0 / size.width * 3) }
    }

    static func floats(_ size: PixelSize) -> Plane<Float> {
        Plane(size: size, values: gray(size).map { Float($0) })
    }

    static func words(_ size: PixelSize) -> Plane<Int16> {
        Plane(size: size, values: gray(size).map { (Int16($0) - 128) * 64 })
    }
}
