// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Resize` {
    static let filters: [ResizeFilter] = [.area, .bilinear, .cubic]

    @Test(arguments: oddSizes, oddSizes)
    func `every filter agrees with the sum over all pixels`(from size: PixelSize, to newSize: PixelSize) {
        for filter in Self.filters {
            for channelCount in [1, 3, 4] {
                let seed = UInt64(size.width * 100 + newSize.width)
                let image = ReferenceImage.random(size, channelCount: channelCount, seed: seed)
                let expected = image.resized(to: newSize, filter: filter)
                let difference = greatestDifference(
                    image.pixels().resized(to: newSize, filter: filter).takeBytes(),
                    expected.samples.map { min(max($0, 0), 255) }
                )
                #expect(difference <= 0.501, "\(filter), \(channelCount) channels, seed \(seed)")
            }
        }
    }

    @Test(arguments: oddSizes, oddSizes)
    func `float planes agree with the sum over all values`(from size: PixelSize, to newSize: PixelSize) {
        for filter in Self.filters {
            let image = ReferenceImage.random(size, seed: 7)
            let actual = image.plane().resized(to: newSize, filter: filter).takeValues()
            let difference = greatestDifference(actual, image.resized(to: newSize, filter: filter).samples)
            #expect(difference < 1e-3, "\(filter), seed 7")
            let bytes = image.bytePlane().resized(to: newSize, filter: filter).takeValues()
            #expect(bytes == actual.map { UInt8(min(max($0, 0), 255).rounded(.toNearestOrEven)) }, "\(filter)")
        }
    }

    @Test(arguments: filters, oddSizes) func `a constant stays constant`(filter: ResizeFilter, size: PixelSize) {
        for value: UInt8 in [0, 1, 127, 255] {
            let image = PixelBuffer(size: size, layout: .rgb, filledWith: value)
            let result = image.resized(to: PixelSize(width: 23, height: 6), filter: filter)
            #expect(result.takeBytes().allSatisfy { $0 == value })
        }
    }

    @Test(arguments: filters) func `the same size gives the same pixels`(filter: ResizeFilter) {
        let image = ReferenceImage.random(PixelSize(width: 35, height: 33), channelCount: 3, seed: 3)
        #expect(image.pixels().resized(to: image.size, filter: filter).takeBytes() == image.bytes)
    }

    @Test func `shrinking by area keeps the mean`() {
        let image = ReferenceImage.random(PixelSize(width: 100, height: 84), seed: 11)
        let small = image.plane().resized(to: PixelSize(width: 9, height: 13), filter: .area).takeValues()
        let mean = small.reduce(0, +) / Float(small.count)
        let expected = image.samples.reduce(0, +) / Double(image.samples.count)
        #expect(abs(Double(mean) - expected) < 1e-3, "seed 11")
    }

    @Test(arguments: filters) func `a mirrored image gives the mirrored result`(filter: ResizeFilter) {
        let image = ReferenceImage.random(PixelSize(width: 41, height: 12), seed: 5)
        for width in [13, 90] {
            let size = PixelSize(width: width, height: 20)
            let once = image.plane().resized(to: size, filter: filter)
            let other = image.mirrored.plane().resized(to: size, filter: filter).takeValues()
            #expect(greatestDifference(mirrored(once), other) < 1e-3, "seed 5")
        }
    }

    @Test(arguments: filters) func `the result of a sum is the sum of the results`(filter: ResizeFilter) {
        let size = PixelSize(width: 30, height: 22)
        let newSize = PixelSize(width: 17, height: 50)
        let (a, b) = (ReferenceImage.random(size, seed: 1), ReferenceImage.random(size, seed: 2))
        let sum = ReferenceImage(size: size) { x, y, _ in a[x, y, 0] + 2 * b[x, y, 0] }
        let together = sum.plane().resized(to: newSize, filter: filter).takeValues()
        let (first, second) = (
            a.plane().resized(to: newSize, filter: filter).takeValues(),
            b.plane().resized(to: newSize, filter: filter).takeValues()
        )
        #expect(greatestDifference(together, zip(first, second).map { $0 + 2 * $1 }) < 2e-3, "seeds 1 and 2")
    }

    @Test func `a crop holds the region's pixels`() {
        let image = ReferenceImage.random(PixelSize(width: 13, height: 9), channelCount: 3, seed: 4)
        let region = PixelRegion(x: 3, y: 2, width: 7, height: 5)
        let crop = image.pixels().cropped(to: region)
        let plane = image.plane(1).cropped(to: region)
        for y in 0..<5 {
            for x in 0..<7 {
                for channel in 0..<3 { #expect(crop[x, y, channel] == UInt8(image[x + 3, y + 2, channel])) }
                #expect(plane[x, y] == Float(image[x + 3, y + 2, 1]))
            }
        }
    }
}
