// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Enlarged regions` {
    private static let fulls: [PixelSize] = [
        PixelSize(width: 1, height: 1), PixelSize(width: 9, height: 17), PixelSize(width: 36, height: 25),
        PixelSize(width: 70, height: 66),
    ]

    /// The whole, strips at every border, single pixels in the corners and inside, nothing.
    private func regions(of size: PixelSize) -> [PixelRegion] {
        let (right, bottom) = (size.width - 1, size.height - 1)
        return [
            size.bounds,
            PixelRegion(x: 0, y: 0, width: size.width, height: 1),
            PixelRegion(x: 0, y: bottom, width: size.width, height: 1),
            PixelRegion(x: 0, y: 0, width: 1, height: size.height),
            PixelRegion(x: right, y: 0, width: 1, height: size.height),
            PixelRegion(x: right, y: bottom, width: 1, height: 1),
            PixelRegion(x: size.width / 3, y: size.height / 3, width: size.width / 2, height: size.height / 2),
            PixelRegion(x: right / 2, y: bottom / 2, width: 0, height: 1),
        ]
    }

    @Test(arguments: oddSizes, fulls) func `a region agrees with the whole plane resized`(
        size: PixelSize,
        full: PixelSize
    ) {
        let image = ReferenceImage.random(size, seed: 231)
        let whole = image.resized(to: full, filter: .bilinear)
        for region in regions(of: full) {
            let actual = image.plane().enlarged(region, of: full)
            #expect(actual.size == region.size)
            let wanted = (0..<region.size.pixelCount).map { i in
                whole[region.x + i % region.width, region.y + i / region.width, 0]
            }
            #expect(greatestDifference(actual.takeValues(), wanted) < 0.01, "\(region), seed 231")
        }
    }

    @Test(arguments: [1, 5, 8]) func `strips together are the whole`(height: Int) {
        let image = ReferenceImage.random(PixelSize(width: 9, height: 7), seed: 232)
        let full = PixelSize(width: 31, height: 29)
        let whole = image.plane().enlarged(full.bounds, of: full).takeValues()
        let strips = stride(from: 0, to: full.height, by: height).flatMap { y in
            let region = PixelRegion(x: 0, y: y, width: full.width, height: min(height, full.height - y))
            return image.plane().enlarged(region, of: full).takeValues()
        }
        #expect(strips == whole, "seed 232")
    }

    @Test(arguments: oddSizes) func `a constant stays constant and the same size gives the same values`(
        size: PixelSize
    ) {
        let full = PixelSize(width: 40, height: 37)
        let constant = Plane<Float>(size: size, filledWith: 0.3)
        #expect(constant.enlarged(full.bounds, of: full).takeValues().allSatisfy { $0 == 0.3 })
        let image = ReferenceImage.random(size, seed: 233)
        for region in regions(of: size) {
            let part = image.plane().cropped(to: region).takeValues()
            #expect(image.plane().enlarged(region, of: size).takeValues() == part, "seed 233")
        }
    }

    @Test func `no value lies outside those of the small plane`() {
        let image = ReferenceImage.random(PixelSize(width: 11, height: 6), seed: 234)
        let full = PixelSize(width: 100, height: 90)
        let (low, high) = (image.samples.min() ?? .nan, image.samples.max() ?? .nan)
        let values = image.plane().enlarged(full.bounds, of: full).takeValues()
        #expect(values.allSatisfy { Double($0) >= low - 1e-4 && Double($0) <= high + 1e-4 }, "seed 234")
    }
}
