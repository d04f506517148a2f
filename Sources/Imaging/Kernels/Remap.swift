// SPDX-License-Identifier: Apache-2.0

/// Coordinates below this mark output pixels that show nothing.
private let nowhere: Float = -1000

/// The image at the places that two maps name.
///
/// - Parameters:
///   - image: `.rgb` or `.rgba`; alpha is left out.
///   - x: Column of the image for each output pixel; below -1000 the pixel is left 0.
///   - y: Row of the image for each output pixel.
///   - filter: How places between pixels are read.
///   - border: What lies outside the image.
/// - Returns: Red, green and blue, 0 to 255 (cubic sampling may pass both by a little: it is clamped).
public func remap(
    _ image: borrowing PixelBuffer,
    x: borrowing Plane<Float>,
    y: borrowing Plane<Float>,
    filter: SampleFilter,
    border: BorderMode
) -> ColorPlanes<Float> {
    precondition(x.size == y.size, "two maps of one size, not \(x.size) and \(y.size)")
    return remap(image, MapSpans(size: x.size, x: x.values, y: y.values), filter: filter, border: border)
}

/// The plane at the places that two maps name, bilinear.
///
/// - Parameters:
///   - plane: What is read.
///   - x: Column of the plane for each output value; below -1000 the value is left 0.
///   - y: Row of the plane for each output value.
///   - border: What lies outside the plane.
/// - Returns: A plane of the maps' size.
public func remap(
    _ plane: borrowing Plane<Float>,
    x: borrowing Plane<Float>,
    y: borrowing Plane<Float>,
    border: BorderMode
) -> Plane<Float> {
    precondition(x.size == y.size, "two maps of one size, not \(x.size) and \(y.size)")
    return remap(plane, MapSpans(size: x.size, x: x.values, y: y.values), border: border)
}

/// The image at the places that two attributes of a mesh raster name.
///
/// - Parameters:
///   - image: `.rgb` or `.rgba`; alpha is left out.
///   - raster: Where the mesh is, and its attributes; outside the mesh the pixels are left 0.
///   - x: Which attribute is the column, `x + 1` is the row.
///   - filter: How places between pixels are read.
///   - border: What lies outside the image.
/// - Returns: Red, green and blue, 0 to 255.
public func remap(
    _ image: borrowing PixelBuffer,
    _ raster: borrowing MeshRaster,
    x: Int,
    filter: SampleFilter,
    border: BorderMode
) -> ColorPlanes<Float> {
    let map = MapSpans(size: raster.size, x: raster.values(of: x), y: raster.values(of: x + 1))
    return remap(image, map, filter: filter, border: border)
}

/// The plane at the places that two attributes of a mesh raster name, bilinear.
///
/// - Parameters:
///   - plane: What is read.
///   - raster: Where the mesh is, and its attributes; outside the mesh the values are left 0.
///   - x: Which attribute is the column, `x + 1` is the row.
///   - border: What lies outside the plane.
/// - Returns: A plane of the raster's size.
public func remap(
    _ plane: borrowing Plane<Float>,
    _ raster: borrowing MeshRaster,
    x: Int,
    border: BorderMode
) -> Plane<Float> {
    remap(plane, MapSpans(size: raster.size, x: raster.values(of: x), y: raster.values(of: x + 1)), border: border)
}

/// The two maps of a remap.
struct MapSpans: ~Escapable {
    let size: PixelSize
    let x: Span<Float>
    let y: Span<Float>

    @_lifetime(copy x, copy y)
    init(size: PixelSize, x: Span<Float>, y: Span<Float>) {
        precondition(x.count == size.pixelCount && y.count == size.pixelCount)
        self.size = size
        self.x = x
        self.y = y
    }
}

private func remap(
    _ image: borrowing PixelBuffer,
    _ map: MapSpans,
    filter: SampleFilter,
    border: BorderMode
) -> ColorPlanes<Float> {
    precondition(image.layout != .gray, "a colour image is needed, not a gray one")
    let sampler = ByteSampler(size: image.size, channelCount: image.layout.channelCount, border: border)
    var red = Plane<Float>(size: map.size, filledWith: 0)
    var green = Plane<Float>(size: map.size, filledWith: 0)
    var blue = Plane<Float>(size: map.size, filledWith: 0)
    var first = red.mutableValues
    var second = green.mutableValues
    var third = blue.mutableValues
    let input = image.bytes
    let count = map.size.pixelCount
    for i in 0..<count {
        let (x, y) = unsafe (map.x[unchecked: i], map.y[unchecked: i])
        if !(x >= nowhere) { continue }
        let color = filter == .cubic ? sampler.cubicColor(input, x: x, y: y) : sampler.fastColor(input, x: x, y: y)
        unsafe first[unchecked: i] = color.x
        unsafe second[unchecked: i] = color.y
        unsafe third[unchecked: i] = color.z
    }
    return ColorPlanes(red, green, blue)
}

private func remap(_ plane: borrowing Plane<Float>, _ map: MapSpans, border: BorderMode) -> Plane<Float> {
    precondition(plane.size.pixelCount > 0, "nothing to sample in an empty plane")
    let input = plane.values
    let size = plane.size
    let values = makeArray(count: map.size.pixelCount) { (output: inout MutableSpan<Float>) in
        for i in 0..<output.count {
            let (x, y) = unsafe (map.x[unchecked: i], map.y[unchecked: i])
            unsafe output[unchecked: i] =
                x >= nowhere ? sampleBilinear(input, size: size, x: x, y: y, border: border) : 0
        }
    }
    return Plane(size: map.size, values: values)
}

extension ByteSampler {
    /// The colour at any place; quick where the image has all neighbours.
    @inline(__always)
    func fastColor(_ input: Span<UInt8>, x: Float, y: Float) -> SIMD4<Float> {
        let (px, py) = (boundedCoordinate(x), boundedCoordinate(y))
        let (left, top) = (px.rounded(.down), py.rounded(.down))
        let (column, row) = (Int(left), Int(top))
        // Two columns less than the width: 8 bytes are read from each of the two rows.
        guard column >= 0 && column < size.width &- 2 && row >= 0 && row < size.height &- 1 else {
            return color(input, x: x, y: y)
        }
        let stride = size.width &* channelCount
        let offset = row &* stride &+ column &* channelCount
        let upper = unsafe Vector(input.load(offset, as: SIMD8<UInt8>.self))
        let lower = unsafe Vector(input.load(offset &+ stride, as: SIMD8<UInt8>.self))
        return blend(upper, lower, fx: px - left, fy: py - top, channels: channelCount)
    }

    /// The colour at any place by cubic convolution, clamped to 0 to 255.
    @inline(__always)
    func cubicColor(_ input: Span<UInt8>, x: Float, y: Float) -> SIMD4<Float> {
        let (px, py) = (boundedCoordinate(x), boundedCoordinate(y))
        let (left, top) = (px.rounded(.down), py.rounded(.down))
        let (column, row) = (Int(left), Int(top))
        let (horizontal, vertical) = (cubicWeights(px - left), cubicWeights(py - top))
        var sum = SIMD4<Float>.zero
        for j in 0..<4 {
            var line = SIMD4<Float>.zero
            for i in 0..<4 {
                line += pixel(input, column + i - 1, row + j - 1) * horizontal[i]
            }
            sum += line * vertical[j]
        }
        sum.clamp(lowerBound: .zero, upperBound: SIMD4(repeating: 255))
        return sum
    }
}
