// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Remap` {
    private static let filters: [SampleFilter] = [.bilinear, .cubic]
    /// From places that all lie inside to places that nearly all lie outside.
    private static let reaches: [Float] = [0, 0.1, 2.5]
    private static let images = oddSizes + [PixelSize(width: 5, height: 4), PixelSize(width: 4, height: 5)]

    /// Compares both kinds of image and the plane with the reference, each with holes in the map and without.
    private func compare(_ size: PixelSize, _ filter: SampleFilter, _ border: BorderMode, map: PlaceMap, seed: UInt64) {
        for channelCount in [3, 4] {
            let image = ReferenceImage.random(size, channelCount: channelCount, seed: seed)
            for map in [map, map.withHoles(every: 3)] {
                let planes = remap(image.pixels(), x: map.x, y: map.y, filter: filter, border: border)
                let wanted = image.remapped(to: map.size, filter: filter, border: border, place: map.place)
                for (channel, actual) in values(of: planes).enumerated() {
                    let expected = stride(from: channel, to: wanted.samples.count, by: channelCount)
                    let difference = greatestDifference(actual, expected.map { wanted.samples[$0] })
                    #expect(difference < 0.01, "\(channelCount) channels, \(border), maps \(map.size), seed \(seed)")
                }
            }
        }
    }

    @Test(arguments: images, reaches)
    func `colours agree with the sum over all neighbours`(size: PixelSize, reach: Float) {
        let seed = UInt64(171 + size.width)
        for filter in Self.filters {
            for border in borders {
                let map = PlaceMap.random(PixelSize(width: 16, height: 5), in: size, reach: reach, seed: seed)
                compare(size, filter, border, map: map, seed: seed)
            }
        }
    }

    @Test(arguments: vectorSizes) func `maps of any size agree with the sum over all neighbours`(mapSize: PixelSize) {
        let size = PixelSize(width: 19, height: 13)
        for filter in Self.filters {
            for reach in [0, 0.5] as [Float] {
                let map = PlaceMap.random(mapSize, in: size, reach: reach, seed: 172)
                compare(size, filter, .reflect, map: map, seed: 172)
            }
        }
    }

    @Test(arguments: images, reaches)
    func `planes agree with the sum over all neighbours`(size: PixelSize, reach: Float) {
        let image = ReferenceImage.random(size, seed: 173)
        for border in borders {
            for mapSize in [PixelSize(width: 16, height: 5), PixelSize(width: 9, height: 3)] {
                let map = PlaceMap.random(mapSize, in: size, reach: reach, seed: 173)
                for map in [map, map.withHoles(every: 3)] {
                    let actual = remap(image.plane(), x: map.x, y: map.y, border: border).takeValues()
                    let wanted = image.remapped(to: mapSize, filter: .bilinear, border: border, place: map.place)
                    #expect(greatestDifference(actual, wanted.samples) < 0.01, "\(border), maps \(mapSize), seed 173")
                }
            }
        }
    }

    @Test(arguments: filters, oddSizes) func `each pixel's own place gives the image`(
        filter: SampleFilter,
        size: PixelSize
    ) {
        let image = ReferenceImage.random(size, channelCount: 3, seed: 174)
        let own = PlaceMap(size) { SIMD2(Float($0), Float($1)) }
        for border in borders {
            let planes = values(of: remap(image.pixels(), x: own.x, y: own.y, filter: filter, border: border))
            for channel in 0..<3 { #expect(planes[channel] == image.plane(channel).takeValues(), "seed 174") }
            let plane = remap(image.plane(), x: own.x, y: own.y, border: border)
            #expect(plane.takeValues() == image.plane().takeValues(), "seed 174")
        }
    }

    @Test(arguments: filters) func `a mirror image mirrored again is the image`(filter: SampleFilter) {
        let image = ReferenceImage.random(PixelSize(width: 29, height: 14), channelCount: 3, seed: 175)
        let mirror = PlaceMap(image.size) { SIMD2(Float(28 - $0), Float($1)) }
        let once = values(of: remap(image.pixels(), x: mirror.x, y: mirror.y, filter: filter, border: .replicate))
        for channel in 0..<3 {
            #expect(once[channel] == image.mirrored.plane(channel).takeValues(), "seed 175")
            let plane = Plane(size: image.size, values: once[channel])
            let twice = remap(plane, x: mirror.x, y: mirror.y, border: .replicate).takeValues()
            #expect(twice == image.plane(channel).takeValues(), "seed 175")
        }
    }

    @Test(arguments: filters) func `a constant stays constant`(filter: SampleFilter) {
        let size = PixelSize(width: 12, height: 11)
        let map = PlaceMap.random(PixelSize(width: 40, height: 5), in: size, reach: 2, seed: 176)
        for value: UInt8 in [0, 77, 255] {
            for border in [.constant(value), .replicate, .reflect, .reflect101] as [BorderMode] {
                let image = PixelBuffer(size: size, layout: .rgb, filledWith: value)
                let planes = values(of: remap(image, x: map.x, y: map.y, filter: filter, border: border))
                let plane = Plane(size: size, filledWith: Float(value))
                for actual in planes + [remap(plane, x: map.x, y: map.y, border: border).takeValues()] {
                    #expect(actual.allSatisfy { abs($0 - Float(value)) < 1e-3 }, "\(border), seed 176")
                }
            }
        }
    }

    @Test(arguments: filters) func `only columns below -1000 are nowhere`(filter: SampleFilter) {
        let places: [SIMD2<Float>] = [
            [-1000, 2], [-1000.001, 2], [2, -5000], [.nan, 2], [-.infinity, 2], [2, -.infinity], [2, .nan], [2, 2],
        ]
        let wanted: [Float] = [77, 0, 77, 0, 0, 77, 77, 9]
        for count in [places.count, places.count - 1] {
            let map = PlaceMap(PixelSize(width: count, height: 1)) { x, _ in places[x] }
            let size = PixelSize(width: 6, height: 7)
            let image = PixelBuffer(size: size, layout: .rgba, filledWith: 9)
            let planes = remap(image, x: map.x, y: map.y, filter: filter, border: .constant(77))
            for actual in values(of: planes) { #expect(actual == Array(wanted[..<count])) }
            let plane = remap(Plane(size: size, filledWith: 9), x: map.x, y: map.y, border: .constant(77))
            #expect(plane.takeValues() == Array(wanted[..<count]))
        }
    }

    @Test(arguments: filters) func `far outside there is the border`(filter: SampleFilter) {
        let size = PixelSize(width: 8, height: 6)
        let image = ReferenceImage.random(size, channelCount: 3, seed: 177)
        let far: [SIMD2<Float>] = [[1e9, 1e9], [.infinity, 2], [3, 1e30], [1e6, -1e6]]
        let corners = [(7, 5), (7, 2), (3, 5), (7, 0)]
        let map = PlaceMap(PixelSize(width: 4, height: 1)) { x, _ in far[x] }
        func planes(_ border: BorderMode) -> [[Float]] {
            values(of: remap(image.pixels(), x: map.x, y: map.y, filter: filter, border: border))
        }
        for channel in 0..<3 {
            #expect(planes(.constant(5))[channel].allSatisfy { $0 == 5 })
            #expect(planes(.replicate)[channel] == corners.map { Float(image[$0.0, $0.1, channel]) }, "seed 177")
            // A mirror shows one pixel or another: what matters is that it is one of the image's values.
            for border in [.reflect, .reflect101] as [BorderMode] {
                #expect(planes(border)[channel].allSatisfy { (0...255).contains($0) }, "seed 177")
            }
        }
    }

    @Test func `cubic sampling is clamped where it would pass black and white`() {
        let image = ReferenceImage(size: PixelSize(width: 24, height: 9), channelCount: 3) { x, _, _ in
            x < 12 ? 0 : 255
        }
        let map = PlaceMap(PixelSize(width: 96, height: 1)) { x, _ in SIMD2(Float(x) / 4, 4) }
        let red = values(of: remap(image.pixels(), x: map.x, y: map.y, filter: .cubic, border: .replicate))[0]
        #expect(red.allSatisfy { $0 >= 0 && $0 <= 255 })
        // Where the curve would swing below 0 and above 255 it is exactly at the ends.
        #expect(red[42] == 0 && red[50] == 255)
        let wanted = image.remapped(to: map.size, filter: .cubic, border: .replicate, place: map.place)
        #expect(greatestDifference(red, stride(from: 0, to: 288, by: 3).map { wanted.samples[$0] }) < 0.01)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `Remap by a mesh raster` {
    /// A triangle whose second and third attributes name places in an image of 20 by 15 pixels.
    private func raster(_ size: PixelSize) -> MeshRaster {
        let mesh = RasterMesh(
            triangles: [SIMD3(0, 1, 2)],
            positions: [[0.5, 0.2], [Float(size.width) - 1.3, 1], [2, Float(size.height) - 0.6]],
            depth: [0, 0, 0]
        )
        let attributes: [[Float]] = [[9, 9, 9], [-2, 24, 3], [1, -3, 17]]
        return rasterizeMesh(size: size, mesh: mesh, attributes: attributes, outside: -2000)
    }

    @Test(arguments: [9, 16, 21]) func `it reads its places from two attributes`(width: Int) {
        let image = ReferenceImage.random(PixelSize(width: 20, height: 15), channelCount: 3, seed: 178)
        let raster = raster(PixelSize(width: width, height: 11))
        let x = raster.plane(of: 1)
        let y = raster.plane(of: 2)
        for border in borders {
            for filter in [.bilinear, .cubic] as [SampleFilter] {
                let actual = values(of: remap(image.pixels(), raster, x: 1, filter: filter, border: border))
                let wanted = values(of: remap(image.pixels(), x: x, y: y, filter: filter, border: border))
                #expect(actual == wanted, "\(border), seed 178")
            }
            let actual = remap(image.plane(), raster, x: 1, border: border).takeValues()
            #expect(actual == remap(image.plane(), x: x, y: y, border: border).takeValues(), "\(border), seed 178")
        }
    }

    @Test func `outside the mesh it leaves 0`() {
        let size = PixelSize(width: 21, height: 11)
        let raster = raster(size)
        let coverage = raster.coverage().takeValues()
        let white = PixelBuffer(size: PixelSize(width: 20, height: 15), layout: .rgb, filledWith: 255)
        for actual in values(of: remap(white, raster, x: 1, filter: .bilinear, border: .replicate)) {
            #expect(actual == coverage.map { $0 * 255 })
        }
        let ones = Plane<Float>(size: white.size, filledWith: 1)
        #expect(remap(ones, raster, x: 1, border: .replicate).takeValues() == coverage)
        #expect(coverage.contains(0) && coverage.contains(1))
    }
}
