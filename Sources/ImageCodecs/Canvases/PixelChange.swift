// SPDX-License-Identifier: Apache-2.0

import Imaging

/// Where two pictures of one region differ, cut to the smallest rectangle that holds all of it.
struct PixelChange {
    /// The rectangle, in the coordinates of the region's picture.
    let region: PixelRegion
    /// Red, green and blue before, in rows of `region`.
    let original: [UInt8]
    /// Red, green and blue after.
    let replacement: [UInt8]
    /// A byte a pixel: 1 where the pixel differs.
    let changed: [UInt8]

    /// The difference of two pictures, both `.rgb`; `nil` when there is none.
    init?(in region: PixelRegion, original: borrowing PixelBuffer, replacement: borrowing PixelBuffer) {
        precondition(original.layout == .rgb && replacement.layout == .rgb, "both are red, green and blue")
        precondition(original.size == region.size && replacement.size == region.size, "both fill the region")
        guard let inner = Self.bounds(original.bytes, replacement.bytes, size: region.size) else { return nil }
        self.region = PixelRegion(
            x: region.x + inner.x,
            y: region.y + inner.y,
            width: inner.width,
            height: inner.height
        )
        let before = cropped(original.bytes, size: region.size, channelCount: 3, to: inner)
        let after = cropped(replacement.bytes, size: region.size, channelCount: 3, to: inner)
        changed = Self.marks(before.span, after.span)
        self.original = before
        self.replacement = after
    }

    /// A change as it lies in the stored picture of this size, which is turned to be shown.
    init(_ change: PixelChange, orientation: Orientation, size: PixelSize) {
        region = orientation.storedRegion(ofDisplay: change.region, in: size)
        original = orientation.turnedBack(change.original, size: change.region.size, layout: .rgb)
        replacement = orientation.turnedBack(change.replacement, size: change.region.size, layout: .rgb)
        changed = orientation.turnedBack(change.changed, size: change.region.size, layout: .gray)
    }

    private static func bounds(_ first: Span<UInt8>, _ second: Span<UInt8>, size: PixelSize) -> PixelRegion? {
        let rowCount = size.width * 3
        var top = -1
        var bottom = -1
        var left = rowCount
        var right = -1
        for y in 0..<size.height {
            let start = y &* rowCount
            guard let head = firstDifference(first, second, start..<(start &+ rowCount)) else { continue }
            if top < 0 { top = y }
            bottom = y
            left = min(left, head &- start)
            // From the end only as far as the bounds could still grow.
            var last = start &+ rowCount &- 1
            while last &- start > right && first[last] == second[last] { last &-= 1 }
            right = max(right, last &- start)
        }
        guard top >= 0 else { return nil }
        return PixelRegion(x: left / 3, y: top, width: right / 3 - left / 3 + 1, height: bottom - top + 1)
    }

    private static func firstDifference(_ first: Span<UInt8>, _ second: Span<UInt8>, _ range: Range<Int>) -> Int? {
        // Blocks of 64 bytes without an early way out are compared as vectors.
        var start = range.lowerBound
        while start &+ 64 <= range.upperBound {
            var difference: UInt8 = 0
            for index in start..<(start &+ 64) { difference |= first[index] ^ second[index] }
            if difference != 0 { break }
            start &+= 64
        }
        while start < range.upperBound {
            if first[start] != second[start] { return start }
            start &+= 1
        }
        return nil
    }

    private static func marks(_ original: Span<UInt8>, _ replacement: Span<UInt8>) -> [UInt8] {
        precondition(original.count == replacement.count, "two pictures of one size")
        return [UInt8](capacity: original.count / 3) { output in
            for pixel in 0..<original.count / 3 {
                let start = pixel &* 3
                let difference =
                    (original[start] ^ replacement[start]) | (original[start &+ 1] ^ replacement[start &+ 1])
                    | (original[start &+ 2] ^ replacement[start &+ 2])
                output.append(difference == 0 ? 0 : 1)
            }
        }
    }
}

extension Orientation {
    /// Upright pixels of `size` as they lie in the stored picture.
    fileprivate func turnedBack(_ bytes: [UInt8], size: PixelSize, layout: PixelLayout) -> [UInt8] {
        inverse.upright(PixelBuffer(size: size, layout: layout, bytes: bytes)).takeBytes()
    }
}
