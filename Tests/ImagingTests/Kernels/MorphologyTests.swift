// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Erosion and dilation` {
    @Test(arguments: oddSizes, [0, 1, 2, 3, 6, 11])
    func `a disc agrees with looking at every neighbour`(size: PixelSize, radius: Int) {
        let image = ReferenceImage.random(size, seed: 71)
        let inside = ReferenceImage.disc(radius)
        let least = image.extreme(reach: radius, choose: min, contains: inside).samples
        let greatest = image.extreme(reach: radius, choose: max, contains: inside).samples
        #expect(image.plane().eroded(radius: radius, shape: .ellipse).takeValues().map { Double($0) } == least)
        #expect(image.plane().dilated(radius: radius, shape: .ellipse).takeValues().map { Double($0) } == greatest)
        #expect(image.bytePlane().eroded(radius: radius, shape: .ellipse).takeValues().map { Double($0) } == least)
        #expect(image.bytePlane().dilated(radius: radius, shape: .ellipse).takeValues().map { Double($0) } == greatest)
    }

    @Test(arguments: oddSizes, [0, 1, 2, 7])
    func `a square agrees with looking at every neighbour`(size: PixelSize, radius: Int) {
        let image = ReferenceImage.random(size, seed: 72)
        let least = image.extreme(reach: radius, choose: min) { _, _ in true }.samples
        let greatest = image.extreme(reach: radius, choose: max) { _, _ in true }.samples
        #expect(image.plane().eroded(radius: radius, shape: .rectangle).takeValues().map { Double($0) } == least)
        #expect(
            image.bytePlane().dilated(radius: radius, shape: .rectangle).takeValues().map { Double($0) } == greatest
        )
    }

    @Test(arguments: oddSizes, [[1, 1], [2, 1], [1, 2], [4, 3], [5, 40], [40, 2]])
    func `a rectangle reaches half its sides before the pixel`(size: PixelSize, sides: [Int]) {
        let image = ReferenceImage.random(size, seed: 73)
        let (width, height) = (sides[0], sides[1])
        let inside: (Int, Int) -> Bool = { dx, dy in
            dx >= -(width / 2) && dx < width - width / 2 && dy >= -(height / 2) && dy < height - height / 2
        }
        let least = image.extreme(reach: 40, choose: min, contains: inside).samples
        let greatest = image.extreme(reach: 40, choose: max, contains: inside).samples
        #expect(image.plane().eroded(width: width, height: height).takeValues().map { Double($0) } == least)
        #expect(image.plane().dilated(width: width, height: height).takeValues().map { Double($0) } == greatest)
    }

    @Test func `dilation is erosion of the negative`() {
        let image = ReferenceImage.random(PixelSize(width: 50, height: 31), seed: 74)
        let negative = Plane(size: image.size, values: image.samples.map { Float(-$0) })
        let dilated = image.plane().dilated(radius: 5, shape: .ellipse).takeValues()
        #expect(negative.eroded(radius: 5, shape: .ellipse).takeValues().map { -$0 } == dilated, "seed 74")
    }

    @Test(arguments: vectorSizes) func `rows of any length agree with looking at every neighbour`(size: PixelSize) {
        let image = ReferenceImage.random(size, seed: 75)
        for radius in [1, 4, 9] {
            for shape in [MorphologyShape.ellipse, .rectangle] {
                let inside = shape == .ellipse ? ReferenceImage.disc(radius) : { _, _ in true }
                let least = image.extreme(reach: radius, choose: min, contains: inside).samples
                let greatest = image.extreme(reach: radius, choose: max, contains: inside).samples
                #expect(image.plane().eroded(radius: radius, shape: shape).takeValues().map { Double($0) } == least)
                let dilated = image.bytePlane().dilated(radius: radius, shape: shape).takeValues()
                #expect(dilated.map { Double($0) } == greatest, "\(shape) of radius \(radius), seed 75")
            }
        }
    }

    @Test(arguments: [MorphologyShape.ellipse, .rectangle]) func `opening and closing once is enough`(
        shape: MorphologyShape
    ) {
        let image = ReferenceImage.random(PixelSize(width: 37, height: 26), seed: 76)
        func opened(_ plane: borrowing Plane<Float>) -> Plane<Float> {
            plane.eroded(radius: 3, shape: shape).dilated(radius: 3, shape: shape)
        }
        func closed(_ plane: borrowing Plane<Float>) -> Plane<Float> {
            plane.dilated(radius: 3, shape: shape).eroded(radius: 3, shape: shape)
        }
        let open = opened(image.plane())
        let close = closed(image.plane())
        #expect(opened(open).takeValues() == open.copy().takeValues(), "seed 76")
        #expect(closed(close).takeValues() == close.copy().takeValues(), "seed 76")
        #expect(zip(open.takeValues(), image.samples).allSatisfy { Double($0) <= $1 }, "seed 76")
        #expect(zip(close.takeValues(), image.samples).allSatisfy { Double($0) >= $1 }, "seed 76")
    }

    @Test func `a constant stays constant and radius 0 changes nothing`() {
        let size = PixelSize(width: 17, height: 11)
        for shape in [MorphologyShape.ellipse, .rectangle] {
            let constant = Plane<Float>(size: size, filledWith: -0.25)
            #expect(constant.eroded(radius: 30, shape: shape).takeValues().allSatisfy { $0 == -0.25 })
            #expect(constant.dilated(radius: 30, shape: shape).takeValues().allSatisfy { $0 == -0.25 })
            let image = ReferenceImage.random(size, seed: 77)
            #expect(image.plane().eroded(radius: 0, shape: shape).takeValues() == image.plane().takeValues(), "seed 77")
        }
    }
}
