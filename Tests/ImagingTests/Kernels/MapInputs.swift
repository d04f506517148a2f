// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport

/// Two maps of one size that name places in an image, as a remap takes them.
struct PlaceMap {
    /// Width and height of both maps.
    let size: PixelSize
    /// Column and row, pixel by pixel.
    private(set) var places: [SIMD2<Float>]

    /// A map from a function of column and row.
    init(_ size: PixelSize, _ place: (Int, Int) -> SIMD2<Float>) {
        self.size = size
        places = (0..<size.pixelCount).map { place($0 % size.width, $0 / size.width) }
    }

    /// Random places up to `reach` times the image's size outside of it, each fourth one on whole coordinates.
    static func random(_ size: PixelSize, in image: PixelSize, reach: Float, seed: UInt64) -> PlaceMap {
        var generator = SplitMix64(seed: seed)
        func coordinate(_ count: Int) -> Float {
            let last = Float(count - 1)
            let value = Float.random(in: -reach * (last + 1)...last + reach * (last + 1), using: &generator)
            return Int.random(in: 0..<4, using: &generator) == 0 ? value.rounded() : value
        }
        return PlaceMap(size) { _, _ in SIMD2(coordinate(image.width), coordinate(image.height)) }
    }

    /// The same map with every `step`th pixel marked as nowhere.
    func withHoles(every step: Int) -> PlaceMap {
        var map = self
        let marks: [Float] = [-1001, -1000.5, -.infinity, .nan]
        for i in stride(from: 0, to: places.count, by: step) { map.places[i].x = marks[i / step % marks.count] }
        return map
    }

    /// Columns.
    var x: Plane<Float> { Plane(size: size, values: places.map(\.x)) }

    /// Rows.
    var y: Plane<Float> { Plane(size: size, values: places.map(\.y)) }

    /// The place of one pixel; `nil` where the map marks it as nowhere.
    func place(_ x: Int, _ y: Int) -> SIMD2<Float>? {
        let place = places[y * size.width + x]
        return place.x >= -1000 ? place : nil
    }
}
