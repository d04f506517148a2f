// SPDX-License-Identifier: Apache-2.0

internal import Imaging

extension PixelBuffer {
    /// This picture, or a smaller one of `size` by area.
    func resizedIfNeeded(to size: PixelSize) -> PixelBuffer {
        size == self.size ? copy() : resized(to: size, filter: .area)
    }

    /// This `.rgb` picture with blended differences added, rounded and clamped.
    ///
    /// - Parameter difference: In units of 1/32; of the same size.
    /// - Returns: The changed picture.
    func adding(_ difference: borrowing ColorPlanes<Int16>) -> PixelBuffer {
        precondition(layout == .rgb && difference.size == size, "a difference for every pixel")
        var out = copy()
        let (red, green, blue) = (difference.first.values, difference.second.values, difference.third.values)
        let count = size.pixelCount
        precondition(red.count == count && green.count == count && blue.count == count, "planes of one size")
        var bytes = out.mutableBytes
        precondition(bytes.count == 3 * count, "three bytes a pixel")
        for i in 0..<count {
            bytes[3 * i] = bytes[3 * i].adding(red[i])
            bytes[3 * i + 1] = bytes[3 * i + 1].adding(green[i])
            bytes[3 * i + 2] = bytes[3 * i + 2].adding(blue[i])
        }
        return out
    }

    /// As ``adding(_:)`` with differences found at a smaller size: the picture's own detail stays outside the mask.
    ///
    /// - Parameters:
    ///   - difference: In units of 1/32.
    ///   - window: The part of the smaller picture that the differences are for.
    ///   - small: Width and height of the smaller picture.
    /// - Returns: The changed picture.
    func adding(
        _ difference: borrowing ColorPlanes<Int16>,
        enlargedFrom window: PixelRegion,
        of small: PixelSize
    ) -> PixelBuffer {
        precondition(layout == .rgb && difference.size == window.size, "a difference for every pixel of the window")
        var out = copy()
        let rows = 32
        for y in stride(from: 0, to: size.height, by: rows) {
            let strip = PixelRegion(x: 0, y: y, width: size.width, height: min(rows, size.height - y))
            out.add(difference.first.enlarged(strip, of: size, window: window, small: small), channel: 0, row: y)
            out.add(difference.second.enlarged(strip, of: size, window: window, small: small), channel: 1, row: y)
            out.add(difference.third.enlarged(strip, of: size, window: window, small: small), channel: 2, row: y)
        }
        return out
    }

    private mutating func add(_ change: consuming Plane<Int16>, channel: Int, row: Int) {
        let start = row * size.width
        let values = change.values
        var bytes = mutableBytes
        for i in 0..<values.count {
            bytes[(start + i) * 3 + channel] = bytes[(start + i) * 3 + channel].adding(values[i])
        }
    }
}

extension UInt8 {
    /// This brightness changed by `difference` / 32, rounded and clamped.
    @inline(__always)
    fileprivate func adding(_ difference: Int16) -> UInt8 {
        let sum = Int16(self) &+ ((difference &+ 16) &>> 5)
        return UInt8(truncatingIfNeeded: Swift.max(0, Swift.min(255, sum)))
    }
}

extension Plane where Element == Int16 {
    /// Rows of this plane enlarged, bilinear; 0 outside `window`.
    fileprivate func enlarged(
        _ strip: PixelRegion,
        of full: PixelSize,
        window: PixelRegion,
        small: PixelSize
    ) -> Plane<Int16> {
        var out = Plane<Int16>(size: strip.size, filledWith: 0)
        let (sx, sy) = (Float(small.width) / Float(full.width), Float(small.height) / Float(full.height))
        for y in 0..<strip.height {
            let v = (Float(strip.y + y) + 0.5) * sy - 0.5 - Float(window.y)
            for x in 0..<strip.width {
                let u = (Float(strip.x + x) + 0.5) * sx - 0.5 - Float(window.x)
                out[x, y] = Int16(truncatingIfNeeded: Int32(bilinear(u, v).rounded()))
            }
        }
        return out
    }

    /// The value between four neighbours; 0 outside the plane.
    private func bilinear(_ x: Float, _ y: Float) -> Float {
        guard x > -1, y > -1, x < Float(size.width), y < Float(size.height) else { return 0 }
        let (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
        let (fx, fy) = (x - Float(left), y - Float(top))
        func value(_ column: Int, _ row: Int) -> Float {
            column < 0 || row < 0 || column >= size.width || row >= size.height ? 0 : Float(self[column, row])
        }
        let upper = value(left, top) * (1 - fx) + value(left + 1, top) * fx
        let lower = value(left, top + 1) * (1 - fx) + value(left + 1, top + 1) * fx
        return upper * (1 - fy) + lower * fy
    }
}
