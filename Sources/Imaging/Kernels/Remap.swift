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

    /// Eight places from pixel `i` on; behind the last pixel they are nowhere.
    @inline(__always)
    func load(_ i: Int) -> (Vector, Vector) {
        if i &+ 8 <= size.pixelCount { return unsafe (x.load(i, as: Vector.self), y.load(i, as: Vector.self)) }
        var (first, second) = (Vector(repeating: nowhere - 1), Vector.zero)
        for lane in 0..<size.pixelCount - i {
            first[lane] = x[i + lane]
            second[lane] = y[i + lane]
        }
        return (first, second)
    }
}

private func remap(
    _ image: borrowing PixelBuffer,
    _ map: MapSpans,
    filter: SampleFilter,
    border: BorderMode
) -> ColorPlanes<Float> {
    remap(image, map, filter: filter, border: border) { ($0, $1, $2) }
}

/// Remaps and passes each eight colours through `change`.
@inline(__always)
private func remap(
    _ image: borrowing PixelBuffer,
    _ map: MapSpans,
    filter: SampleFilter,
    border: BorderMode,
    change: (Vector, Vector, Vector) -> (Vector, Vector, Vector)
) -> ColorPlanes<Float> {
    precondition(image.layout != .gray, "a colour image is needed, not a gray one")
    let input = image.bytes
    let (size, channels) = (image.size, image.layout.channelCount)
    switch filter {
    case .bilinear:
        let sampler = ByteSampler(size: size, channelCount: channels, border: border)
        return makeColorPlanes(map) { x, y in
            let colors =
                channels == 3
                ? sampler.colors(input, x: x, y: y, channels: 3) : sampler.colors(input, x: x, y: y, channels: 4)
            return change(colors.red, colors.green, colors.blue)
        }
    case .cubic:
        let sampler = CubicByteSampler(size: size, channelCount: channels, border: border)
        return makeColorPlanes(map) { x, y in
            let colors =
                channels == 3
                ? sampler.colors(input, x: x, y: y, channels: 3) : sampler.colors(input, x: x, y: y, channels: 4)
            return change(colors.red, colors.green, colors.blue)
        }
    }
}

/// Three planes from what `colors` says about eight places at a time; what a map marks as nowhere becomes 0.
@inline(__always)
private func makeColorPlanes(
    _ map: MapSpans,
    colors: (Vector, Vector) -> (Vector, Vector, Vector)
) -> ColorPlanes<Float> {
    let count = map.size.pixelCount
    var first: [Float] = unsafe uninitializedArray(count: count)
    var second: [Float] = unsafe uninitializedArray(count: count)
    var third: [Float] = unsafe uninitializedArray(count: count)
    var a = first.mutableSpan
    var b = second.mutableSpan
    var c = third.mutableSpan
    for i in VectorStarts(count: count) {
        let (x, y) = map.load(i)
        let isNowhere = .!(x .>= nowhere)
        if allLanes(isNowhere) {
            storePart(.zero, to: &a, at: i)
            storePart(.zero, to: &b, at: i)
            storePart(.zero, to: &c, at: i)
            continue
        }
        let here = colors(x.replacing(with: 0, where: isNowhere), y.replacing(with: 0, where: isNowhere))
        let red = here.0.replacing(with: 0, where: isNowhere)
        let green = here.1.replacing(with: 0, where: isNowhere)
        let blue = here.2.replacing(with: 0, where: isNowhere)
        storePart(red, to: &a, at: i)
        storePart(green, to: &b, at: i)
        storePart(blue, to: &c, at: i)
    }
    return ColorPlanes(
        Plane(size: map.size, values: first),
        Plane(size: map.size, values: second),
        Plane(size: map.size, values: third)
    )
}

private func remap(_ plane: borrowing Plane<Float>, _ map: MapSpans, border: BorderMode) -> Plane<Float> {
    let sampler = PlaneSampler(size: plane.size, border: border)
    let input = plane.values
    let values = makeArray(count: map.size.pixelCount) { (output: inout MutableSpan<Float>) in
        for i in VectorStarts(count: output.count) {
            let (x, y) = map.load(i)
            let isNowhere = .!(x .>= nowhere)
            let place = (x.replacing(with: 0, where: isNowhere), y.replacing(with: 0, where: isNowhere))
            let values = sampler.values(input, x: place.0, y: place.1).replacing(with: 0, where: isNowhere)
            storePart(values, to: &output, at: i)
        }
    }
    return Plane(size: map.size, values: values)
}
