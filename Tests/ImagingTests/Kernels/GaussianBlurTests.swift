// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Gaussian blur` {
    private func width(_ sigma: Float, _ reach: Float) -> Int {
        Int((sigma * reach + 1).rounded(.toNearestOrEven)) | 1
    }

    @Test(arguments: oddSizes, [0.3, 1, 2.4] as [Float])
    func `it agrees with the whole kernel at every pixel`(size: PixelSize, sigma: Float) {
        for channelCount in [1, 3, 4] {
            let image = ReferenceImage.random(size, channelCount: channelCount, seed: 51)
            let bytes = image.pixels().gaussianBlurred(sigma: sigma).takeBytes()
            let wanted = image.blurred(sigma: Double(sigma), width: width(sigma, 6))
            #expect(greatestDifference(bytes, wanted.samples) < 0.51, "\(channelCount) channels, seed 51")
        }
        let image = ReferenceImage.random(size, seed: 52)
        let floats = image.plane().gaussianBlurred(sigma: sigma).takeValues()
        let wanted = image.blurred(sigma: Double(sigma), width: width(sigma, 8))
        #expect(greatestDifference(floats, wanted.samples) < 1e-3, "seed 52")
    }

    @Test(arguments: [0.2, 1, 5, 30] as [Float]) func `a constant stays constant`(sigma: Float) {
        let size = PixelSize(width: 19, height: 40)
        for value: UInt8 in [0, 3, 128, 255] {
            let image = PixelBuffer(size: size, layout: .rgb, filledWith: value)
            #expect(image.gaussianBlurred(sigma: sigma).takeBytes().allSatisfy { $0 == value })
            let mask = Plane<UInt8>(size: size, filledWith: value)
            #expect(mask.gaussianBlurred(sigma: sigma).takeValues().allSatisfy { $0 == value })
        }
        let plane = Plane<Float>(size: size, filledWith: 0.7)
        #expect(plane.gaussianBlurred(sigma: sigma).takeValues().allSatisfy { abs($0 - 0.7) < 1e-5 })
    }

    @Test func `a point becomes a symmetric bell whose sum is the point`() {
        let size = PixelSize(width: 61, height: 61)
        var plane = Plane<Float>(size: size, filledWith: 0)
        plane[30, 30] = 1000
        let bell = plane.gaussianBlurred(sigma: 3)
        #expect(abs(bell.copy().takeValues().reduce(0, +) - 1000) < 0.1)
        for i in 1...12 {
            #expect(bell[30 - i, 30] == bell[30 + i, 30] && bell[30, 30 - i] == bell[30, 30 + i])
            #expect(abs(bell[30 + i, 30] - bell[30, 30 + i]) < 1e-4)
            #expect(bell[30 + i, 30] < bell[29 + i, 30])
        }
    }

    @Test func `blurring twice adds the variances`() {
        let size = PixelSize(width: 90, height: 50)
        let image = ReferenceImage.random(size, seed: 53)
        let twice = image.plane().gaussianBlurred(sigma: 3).gaussianBlurred(sigma: 4).takeValues()
        let once = image.plane().gaussianBlurred(sigma: 5).takeValues()
        #expect(greatestDifference(twice, once) < 0.3, "seed 53")
    }
}
