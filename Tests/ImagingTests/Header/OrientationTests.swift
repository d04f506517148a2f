// SPDX-License-Identifier: Apache-2.0

import Imaging
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Image orientation` {
    static let size = PixelSize(width: 5, height: 3)

    /// Where EXIF says the stored row 0 and column 0 are shown (TIFF 6.0, section 8, tag 274).
    static let sides: [(Orientation, row: String, column: String)] = [
        (.up, "top", "left"), (.upMirrored, "top", "right"), (.down, "bottom", "right"),
        (.downMirrored, "bottom", "left"), (.leftMirrored, "left", "top"), (.right, "right", "top"),
        (.rightMirrored, "right", "bottom"), (.left, "left", "bottom"),
    ]

    @Test(arguments: sides)
    func `row 0 and column 0 are shown where EXIF says`(_ side: (Orientation, row: String, column: String)) {
        let orientation = side.0
        let shown = orientation.displaySize(ofStored: Self.size)
        func sides(_ first: SIMD2<Int>, _ last: SIMD2<Int>) -> String {
            if first.y == 0 && last.y == 0 { return "top" }
            if first.x == 0 && last.x == 0 { return "left" }
            return first.y == shown.height - 1 && last.y == shown.height - 1 ? "bottom" : "right"
        }
        let corner = orientation.displayPoint(ofStored: SIMD2(0, 0), in: Self.size)
        let rowEnd = orientation.displayPoint(ofStored: SIMD2(4, 0), in: Self.size)
        let columnEnd = orientation.displayPoint(ofStored: SIMD2(0, 2), in: Self.size)
        #expect(sides(corner, rowEnd) == side.row)
        #expect(sides(corner, columnEnd) == side.column)
    }

    @Test(arguments: Orientation.allCases)
    func `stored and shown points lead to each other`(_ orientation: Orientation) {
        var seen: Set<SIMD2<Int>> = []
        let shown = orientation.displaySize(ofStored: Self.size).bounds
        for y in 0..<Self.size.height {
            for x in 0..<Self.size.width {
                let point = orientation.displayPoint(ofStored: SIMD2(x, y), in: Self.size)
                #expect(shown.contains(PixelRegion(x: point.x, y: point.y, width: 1, height: 1)))
                #expect(orientation.storedPoint(ofDisplay: point, in: Self.size) == SIMD2(x, y))
                seen.insert(point)
            }
        }
        #expect(seen.count == Self.size.pixelCount)
    }

    @Test(arguments: Orientation.allCases)
    func `a region holds the same pixels stored and shown`(_ orientation: Orientation) {
        let region = PixelRegion(x: 1, y: 0, width: 3, height: 2)
        let shown = orientation.displayRegion(ofStored: region, in: Self.size)
        #expect(orientation.storedRegion(ofDisplay: shown, in: Self.size) == region)
        for y in 0..<Self.size.height {
            for x in 0..<Self.size.width {
                let point = orientation.displayPoint(ofStored: SIMD2(x, y), in: Self.size)
                let isInside = region.contains(PixelRegion(x: x, y: y, width: 1, height: 1))
                #expect(shown.contains(PixelRegion(x: point.x, y: point.y, width: 1, height: 1)) == isInside)
            }
        }
    }

    @Test(arguments: Orientation.allCases, Orientation.allCases)
    func `two orientations make one`(_ first: Orientation, _ second: Orientation) {
        let joined = first.then(second)
        let between = first.displaySize(ofStored: Self.size)
        for y in 0..<Self.size.height {
            for x in 0..<Self.size.width {
                let step = first.displayPoint(ofStored: SIMD2(x, y), in: Self.size)
                let expected = second.displayPoint(ofStored: step, in: between)
                #expect(joined.displayPoint(ofStored: SIMD2(x, y), in: Self.size) == expected)
            }
        }
        #expect(first.then(first.inverse) == .up)
    }

    @Test(arguments: Orientation.allCases, [1, 3])
    func `samples turned upright lie where the points say`(_ orientation: Orientation, _ channelCount: Int) {
        let stored = (0..<Self.size.pixelCount * channelCount).map { UInt16($0) }
        let upright = orientation.upright(stored.span, size: Self.size, channelCount: channelCount)
        let width = orientation.displaySize(ofStored: Self.size).width
        for y in 0..<Self.size.height {
            for x in 0..<Self.size.width {
                let point = orientation.displayPoint(ofStored: SIMD2(x, y), in: Self.size)
                for channel in 0..<channelCount {
                    let from = (y * Self.size.width + x) * channelCount + channel
                    #expect(upright[(point.y * width + point.x) * channelCount + channel] == stored[from])
                }
            }
        }
    }

    @Test func `one row, one column and nothing can be turned`() {
        for size in [PixelSize(width: 4, height: 1), PixelSize(width: 1, height: 4), PixelSize(width: 0, height: 3)] {
            let stored = (0..<size.pixelCount).map { UInt8($0) }
            for orientation in Orientation.allCases {
                let upright = orientation.upright(stored.span, size: size, channelCount: 1)
                #expect(upright.sorted() == stored)
            }
        }
    }
}
