// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Imaging

/// A call that ends the process when its argument is a mistake.
///
/// Each is also made without the mistake, so that it is the mistake that ends the process and nothing else.
protocol Mistake: CaseIterable, Codable, Sendable {
    /// Makes the call, wrongly or rightly.
    func call(wrongly: Bool)
}

private let size = PixelSize(width: 9, height: 6)
private let other = PixelSize(width: 9, height: 7)
private let empty = PixelSize(width: 0, height: 6)

private func image(_ size: PixelSize, _ layout: PixelLayout = .rgb) -> PixelBuffer {
    PixelBuffer(size: size, layout: layout, filledWith: 1)
}

private func plane(_ size: PixelSize) -> Plane<Float> { Plane(size: size, filledWith: 1) }

enum SizeMistake: String, Mistake {
    case cropImage, cropPlane, resizeNothing, resizeToNothing, enlargeRegion, enlargeNothing
    case expandFloats, expandWords, letterboxSide, letterboxNothing, letterboxGray

    func call(wrongly: Bool) {
        let region = PixelRegion(x: 2, y: wrongly ? 2 : 1, width: 7, height: 5)
        let some = wrongly ? empty : size
        let doubled = PixelSize(width: wrongly ? 19 : 18, height: 11)
        switch self {
        case .cropImage: _ = image(size).cropped(to: region)
        case .cropPlane: _ = plane(size).cropped(to: region)
        case .resizeNothing: _ = image(some).resized(to: other, filter: .area)
        case .resizeToNothing: _ = plane(size).resized(to: some, filter: .cubic)
        case .enlargeRegion: _ = plane(PixelSize(width: 3, height: 2)).enlarged(region, of: size)
        case .enlargeNothing: _ = plane(some).enlarged(region.intersection(size.bounds), of: other)
        case .expandFloats: _ = plane(size).pyramidUp(to: doubled)
        case .expandWords: _ = Plane<Int16>(size: size, filledWith: 3).pyramidUp(to: doubled)
        case .letterboxSide: _ = image(size).letterboxedTensor(side: wrongly ? 0 : 1)
        case .letterboxNothing: _ = image(some).letterboxedTensor(side: 8)
        case .letterboxGray: _ = image(size, wrongly ? .gray : .rgb).letterboxedTensor(side: 8)
        }
    }
}

enum FilterMistake: String, Mistake {
    case disc, discOfBytes, square, squareOfBytes, windowWidth, windowHeight
    case sigmaZero, sigmaNegative, sigmaTooGreat, sigmaNotANumber, polygonCorner, polygonInfinite

    func call(wrongly: Bool) {
        let radius = wrongly ? -1 : 0
        let bytes = Plane<UInt8>(size: size, filledWith: 1)
        switch self {
        case .disc: _ = plane(size).eroded(radius: radius, shape: .ellipse)
        case .discOfBytes: _ = bytes.dilated(radius: radius, shape: .ellipse)
        case .square: _ = plane(size).dilated(radius: radius, shape: .rectangle)
        case .squareOfBytes: _ = bytes.eroded(radius: radius, shape: .rectangle)
        case .windowWidth: _ = plane(size).eroded(width: wrongly ? 0 : 1, height: 3)
        case .windowHeight: _ = plane(size).dilated(width: 3, height: wrongly ? 0 : 1)
        case .sigmaZero: _ = image(size).gaussianBlurred(sigma: wrongly ? 0 : 0.01)
        case .sigmaNegative: _ = plane(size).gaussianBlurred(sigma: wrongly ? -2 : 2)
        case .sigmaTooGreat: _ = plane(size).gaussianBlurred(sigma: wrongly ? 1000.1 : 1000)
        case .sigmaNotANumber: _ = bytes.gaussianBlurred(sigma: wrongly ? .nan : 1)
        case .polygonCorner: _ = polygonMask(size: size, points: [[1, 1], [5, 1], [3, wrongly ? .nan : 4]])
        case .polygonInfinite: _ = polygonMask(size: size, points: [[1, 1], [wrongly ? .infinity : 5, 1], [3, 4]])
        }
    }
}

enum BlendMistake: String, Mistake {
    case first, second, alpha, firstPixels, secondPixels, outPixels

    func call(wrongly: Bool) {
        // Out, the two rows and alpha.
        var counts = [27, 27, 27, 27]
        let (wrong, isOfPixels): (Int, Bool) =
            switch self {
            case .first: (1, false)
            case .second: (2, false)
            case .alpha: (3, false)
            case .outPixels: (0, true)
            case .firstPixels: (1, true)
            case .secondPixels: (2, true)
            }
        if isOfPixels { counts[3] = 9 }
        // A row that is too long would be read without harm, were it not refused.
        if wrongly { counts[wrong] += 1 }
        var out = [UInt8](repeating: 1, count: counts[0])
        let first = [UInt8](repeating: 1, count: counts[1])
        let second = [UInt8](repeating: 1, count: counts[2])
        let alpha = [UInt8](repeating: 1, count: counts[3])
        var span = out.mutableSpan
        if isOfPixels {
            alphaBlendPixels(first.span, second.span, alpha: alpha.span, into: &span)
        } else {
            alphaBlend(first.span, second.span, alpha: alpha.span, into: &span)
        }
    }
}

enum MeshMistake: String, Mistake {
    case depthCount, vertexTooGreat, vertexNegative, attributeCount
    case valuesBehind, valuesBefore, planeBehind, remapImageRows, remapPlaneRows

    func call(wrongly: Bool) {
        let third: Int32 = self == .vertexTooGreat && wrongly ? 3 : self == .vertexNegative && wrongly ? -1 : 2
        let mesh = RasterMesh(
            triangles: [SIMD3(0, 1, third)],
            positions: [[0, 0], [8, 0], [0, 5]],
            depth: [Float](repeating: 0, count: self == .depthCount && wrongly ? 4 : 3)
        )
        let values = [Float](repeating: 1, count: self == .attributeCount && wrongly ? 4 : 3)
        let raster = rasterizeMesh(size: size, mesh: mesh, attributes: [values, values], outside: 0)
        switch self {
        case .depthCount, .vertexTooGreat, .vertexNegative, .attributeCount: break
        case .valuesBehind: _ = raster.values(of: wrongly ? 2 : 1).count
        case .valuesBefore: _ = raster.values(of: wrongly ? -1 : 0).count
        case .planeBehind: _ = raster.plane(of: wrongly ? 2 : 1)
        case .remapImageRows:
            _ = remap(image(size), raster, x: wrongly ? 1 : 0, filter: .bilinear, border: .replicate)
        case .remapPlaneRows: _ = remap(plane(size), raster, x: wrongly ? 1 : 0, border: .replicate)
        }
    }
}

enum SamplingMistake: String, Mistake {
    case imageMaps, planeMaps, grayImage, remapNothing, warpNothing, warpNothingOfPlanes, tensorOfNothing
    case tensorOfGray, transformOfImage, transformOfPlane, transformOfTensor, tooWide, tooHigh, tooManyBytes

    func call(wrongly: Bool) {
        let map = plane(size)
        let second = plane(wrongly ? other : size)
        let some = wrongly ? empty : size
        let shift = AffineTransform(a: 1, b: 0, tx: wrongly ? .nan : 1, c: 0, d: 1, ty: 0)
        let turn = AffineTransform(a: 1, b: 0, tx: 0, c: wrongly ? .infinity : 1, d: 1, ty: 0)
        func frame(_ width: Int, _ height: Int) {
            let size = PixelSize(width: width, height: height)
            _ = SampleFrame(size: size, channelCount: 4, border: .replicate, reach: 8)
        }
        switch self {
        case .imageMaps: _ = remap(image(size), x: map, y: second, filter: .cubic, border: .replicate)
        case .planeMaps: _ = remap(plane(size), x: map, y: second, border: .reflect)
        case .grayImage:
            _ = remap(image(size, wrongly ? .gray : .rgb), x: map, y: map, filter: .bilinear, border: .replicate)
        case .remapNothing: _ = remap(plane(some), x: map, y: map, border: .constant(0))
        case .warpNothing: _ = image(some).warped(to: size, by: .identity, border: .constant(0))
        case .warpNothingOfPlanes: _ = plane(some).warped(to: size, by: .identity, border: .constant(0))
        case .tensorOfNothing: _ = image(some).warpedTensor(size: size, by: .identity, scale: 1, bias: 0)
        case .tensorOfGray:
            _ = image(size, wrongly ? .gray : .rgba).warpedTensor(size: size, by: .identity, scale: 1, bias: 0)
        case .transformOfImage: _ = image(size).warped(to: size, by: shift, border: .replicate)
        case .transformOfPlane: _ = plane(size).warped(to: size, by: turn, border: .replicate)
        case .transformOfTensor: _ = image(size).warpedTensor(size: size, by: shift, scale: 1, bias: 0)
        case .tooWide: frame(wrongly ? 1 << 22 : (1 << 22) - 1, 1)
        case .tooHigh: frame(1, wrongly ? 1 << 22 : (1 << 22) - 1)
        case .tooManyBytes: frame(1 << 20, wrongly ? 512 : 511)
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct `Mistakes of a kernel's caller` {
    @Test(arguments: SizeMistake.allCases) func `sizes that do not fit end the process`(mistake: SizeMistake) async {
        mistake.call(wrongly: false)
        await #expect(processExitsWith: .failure) { [mistake] in mistake.call(wrongly: true) }
    }

    @Test(arguments: FilterMistake.allCases) func `filters that cannot be end the process`(
        mistake: FilterMistake
    ) async {
        mistake.call(wrongly: false)
        await #expect(processExitsWith: .failure) { [mistake] in mistake.call(wrongly: true) }
    }

    @Test(arguments: BlendMistake.allCases) func `rows of several lengths end the process`(
        mistake: BlendMistake
    ) async {
        mistake.call(wrongly: false)
        await #expect(processExitsWith: .failure) { [mistake] in mistake.call(wrongly: true) }
    }

    @Test(arguments: MeshMistake.allCases) func `meshes that do not hold together end the process`(
        mistake: MeshMistake
    ) async {
        mistake.call(wrongly: false)
        await #expect(processExitsWith: .failure) { [mistake] in mistake.call(wrongly: true) }
    }

    @Test(arguments: SamplingMistake.allCases) func `places that cannot be read end the process`(
        mistake: SamplingMistake
    ) async {
        mistake.call(wrongly: false)
        await #expect(processExitsWith: .failure) { [mistake] in mistake.call(wrongly: true) }
    }
}
