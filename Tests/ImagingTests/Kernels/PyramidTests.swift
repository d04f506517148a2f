// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Pyramid` {
    private func half(_ size: PixelSize) -> PixelSize {
        PixelSize(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
    }

    private func words(_ image: ReferenceImage) -> Plane<Int16> {
        Plane(size: image.size, values: image.samples.map { Int16(($0 - 128) * 127) })
    }

    @Test(arguments: oddSizes) func `down agrees with the whole kernel`(size: PixelSize) {
        let image = ReferenceImage.random(size, seed: 61)
        let wanted = image.pyramidDown()
        let floats = image.plane().pyramidDown()
        #expect(floats.size == half(size))
        #expect(greatestDifference(floats.takeValues(), wanted.samples) < 1e-3, "seed 61")
        let difference = greatestDifference(
            words(image).pyramidDown().takeValues().map { Float($0) },
            wanted.samples.map { ($0 - 128) * 127 }
        )
        #expect(difference <= 0.501, "seed 61")
    }

    @Test(arguments: oddSizes) func `up agrees with the whole kernel`(newSize: PixelSize) {
        let image = ReferenceImage.random(half(newSize), seed: 62)
        let wanted = image.pyramidUp(to: newSize)
        let floats = image.plane().pyramidUp(to: newSize).takeValues()
        #expect(greatestDifference(floats, wanted.samples) < 1e-3, "seed 62")
        let difference = greatestDifference(
            words(image).pyramidUp(to: newSize).takeValues().map { Float($0) },
            wanted.samples.map { ($0 - 128) * 127 }
        )
        #expect(difference <= 0.501, "seed 62")
    }

    @Test(arguments: oddSizes) func `a constant stays constant, also at the ends of 16 bits`(size: PixelSize) {
        for value: Int16 in [-16320, -1, 0, 77, 16320, .min, .max] {
            let plane = Plane<Int16>(size: size, filledWith: value)
            #expect(plane.pyramidDown().takeValues().allSatisfy { $0 == value })
            let half = Plane<Int16>(size: half(size), filledWith: value)
            #expect(half.pyramidUp(to: size).takeValues().allSatisfy { $0 == value })
        }
        let down = Plane<Float>(size: size, filledWith: 0.3).pyramidDown()
        #expect(down.takeValues().allSatisfy { abs($0 - 0.3) < 1e-6 })
    }

    @Test func `what a level loses gives the plane back when it is added again`() {
        let image = ReferenceImage.random(PixelSize(width: 45, height: 38), seed: 63)
        let blurred = image.plane().pyramidDown().pyramidUp(to: image.size).takeValues()
        let detail = zip(image.samples, blurred).map { $0 - Double($1) }
        let again = zip(blurred, detail).map { Double($0) + $1 }
        #expect(greatestDifference(again, image.samples) < 1e-9, "seed 63")
        // The detail has no brightness of its own: its mean is near 0.
        #expect(abs(detail.reduce(0, +) / Double(detail.count)) < 2, "seed 63")
    }

    @Test func `a mirrored plane of odd width gives the mirrored level`() {
        let image = ReferenceImage.random(PixelSize(width: 37, height: 10), seed: 64)
        let once = image.plane().pyramidDown()
        let other = image.mirrored.plane().pyramidDown().takeValues()
        #expect(greatestDifference(mirrored(once), other) < 1e-3, "seed 64")
    }
}
