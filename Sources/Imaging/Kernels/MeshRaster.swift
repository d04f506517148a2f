// SPDX-License-Identifier: Apache-2.0

/// A triangle mesh to draw: where its corners are, how deep, and what they carry.
public struct RasterMesh: Sendable {
    /// Three vertex numbers each.
    public var triangles: [SIMD3<Int32>]
    /// Each vertex's place in the output, pixel centres at whole coordinates.
    public var positions: [SIMD2<Float>]
    /// Each vertex's depth; the smaller one hides the greater.
    public var depth: [Float]

    /// A mesh whose triangles name only vertices that are there.
    public init(triangles: [SIMD3<Int32>], positions: [SIMD2<Float>], depth: [Float]) {
        precondition(depth.count == positions.count, "\(depth.count) depths for \(positions.count) vertices")
        let count = Int32(positions.count)
        for triangle in triangles {
            precondition(triangle.min() >= 0 && triangle.max() < count, "no such vertex in \(triangle)")
        }
        self.triangles = triangles
        self.positions = positions
        self.depth = depth
    }
}

/// What ``rasterizeMesh(size:mesh:attributes:outside:)`` drew: some values per pixel, each as a plane.
public struct MeshRaster: ~Copyable, Sendable {
    /// Width and height.
    public let size: PixelSize
    /// How many values each pixel has.
    public let attributeCount: Int
    /// One plane after the other, each with room for a vector behind it.
    private let storage: [Float]
    private let depth: [Float]

    fileprivate static let slack = 8

    fileprivate init(size: PixelSize, attributeCount: Int, storage: [Float], depth: [Float]) {
        self.size = size
        self.attributeCount = attributeCount
        self.storage = storage
        self.depth = depth
    }

    /// The values of one attribute in row order.
    @_lifetime(borrow self)
    public func values(of attribute: Int) -> Span<Float> {
        precondition(attribute >= 0 && attribute < attributeCount, "no attribute \(attribute) of \(attributeCount)")
        let start = attribute * (size.pixelCount + Self.slack)
        return storage.span.extracting(start..<start + size.pixelCount)
    }

    /// A copy of one attribute.
    public func plane(of attribute: Int) -> Plane<Float> {
        let source = values(of: attribute)
        return Plane(
            size: size,
            values: makeArray(count: source.count) { (out: inout MutableSpan<Float>) in
                copyRow(source, into: &out, at: 0)
            }
        )
    }

    /// 1 where the mesh is, 0 elsewhere.
    public func coverage() -> Plane<Float> {
        let source = depth.span
        return Plane(
            size: size,
            values: makeArray(count: size.pixelCount) { (out: inout MutableSpan<Float>) in
                precondition(source.count >= out.count)
                for i in 0..<out.count { unsafe out[unchecked: i] = source[unchecked: i] < .infinity ? 1 : 0 }
            }
        )
    }
}

/// Draws a mesh with a depth buffer; each pixel gets its triangle's attributes, interpolated at the pixel's centre.
///
/// A pixel is inside a triangle when its barycentric coordinates are at least -0.001, so that neighbours leave no gap.
/// Triangles are drawn in order; at equal depth the later one wins.
///
/// - Parameters:
///   - size: The output's size.
///   - mesh: The triangles.
///   - attributes: Some arrays with one value per vertex.
///   - outside: The value of pixels that no triangle covers.
/// - Returns: The attributes as planes.
public func rasterizeMesh(
    size: PixelSize,
    mesh: RasterMesh,
    attributes: [[Float]],
    outside: Float
) -> MeshRaster {
    let vertexCount = mesh.positions.count
    precondition(attributes.allSatisfy { $0.count == vertexCount }, "an attribute has not \(vertexCount) values")
    let planeStride = size.pixelCount + MeshRaster.slack
    var storage = [Float](repeating: outside, count: planeStride * attributes.count)
    var depth = [Float](repeating: .infinity, count: planeStride)
    var setups = [AttributeSetup](repeating: AttributeSetup(), count: attributes.count)
    for triangle in mesh.triangles {
        guard let shape = TriangleShape(triangle, mesh: mesh, size: size) else { continue }
        let (a, b, c) = (Int(triangle.x), Int(triangle.y), Int(triangle.z))
        for k in 0..<attributes.count {
            let base = attributes[k][a]
            setups[k] = AttributeSetup(base: base, alongU: attributes[k][b] - base, alongV: attributes[k][c] - base)
        }
        var canvas = RasterCanvas(width: size.width, depth: depth.mutableSpan, planes: storage.mutableSpan)
        canvas.draw(shape, setups: setups.span)
    }
    return MeshRaster(size: size, attributeCount: attributes.count, storage: storage, depth: depth)
}

/// One attribute over a triangle: `base + u alongU + v alongV`.
private struct AttributeSetup {
    var base: Float = 0
    var alongU: Float = 0
    var alongV: Float = 0

    @inline(__always)
    func values(_ u: Vector, _ v: Vector) -> Vector {
        Vector(repeating: base).addingProduct(u, Vector(repeating: alongU))
            .addingProduct(v, Vector(repeating: alongV))
    }
}

/// A triangle's box in the output and its barycentric coordinates as functions of the pixel.
private struct TriangleShape {
    let box: PixelRegion
    let origin: SIMD2<Float>
    /// `u` per column and row, `v` per column and row.
    let u, v: SIMD2<Float>
    let depth: AttributeSetup

    init?(_ triangle: SIMD3<Int32>, mesh: RasterMesh, size: PixelSize) {
        let (i, j, k) = (Int(triangle.x), Int(triangle.y), Int(triangle.z))
        let (a, b, c) = (mesh.positions[i], mesh.positions[j], mesh.positions[k])
        let (ab, ac) = (b - a, c - a)
        let determinant = ab.x * ac.y - ac.x * ab.y
        // Also refuses what is not a number.
        guard determinant.magnitude >= 1e-6 && determinant.isFinite else { return nil }
        func low(_ p: Float, _ q: Float, _ r: Float) -> Int { Int(boundedCoordinate(min(p, q, r)).rounded(.down)) }
        func high(_ p: Float, _ q: Float, _ r: Float) -> Int { Int(boundedCoordinate(max(p, q, r)).rounded(.up)) + 1 }
        let (x0, x1) = (max(low(a.x, b.x, c.x), 0), min(high(a.x, b.x, c.x), size.width))
        let (y0, y1) = (max(low(a.y, b.y, c.y), 0), min(high(a.y, b.y, c.y), size.height))
        guard x0 < x1 && y0 < y1 else { return nil }
        box = PixelRegion(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
        origin = a
        u = SIMD2(ac.y, -ac.x) / determinant
        v = SIMD2(-ab.y, ab.x) / determinant
        depth = AttributeSetup(
            base: mesh.depth[i],
            alongU: mesh.depth[j] - mesh.depth[i],
            alongV: mesh.depth[k] - mesh.depth[i]
        )
    }
}

private let laneColumns = Vector(0, 1, 2, 3, 4, 5, 6, 7)
private let tolerance: Float = 1e-3

/// Where triangles are drawn.
private struct RasterCanvas: ~Copyable, ~Escapable {
    let width: Int
    var depth: MutableSpan<Float>
    var planes: MutableSpan<Float>

    @_lifetime(copy depth, copy planes)
    init(width: Int, depth: consuming MutableSpan<Float>, planes: consuming MutableSpan<Float>) {
        self.width = width
        self.depth = depth
        self.planes = planes
    }

    /// Eight pixels at a time; lanes outside the triangle, the box or behind another triangle keep what they have.
    mutating func draw(_ shape: TriangleShape, setups: Span<AttributeSetup>) {
        let planeStride = depth.count
        let box = shape.box
        // The box lies inside the image, so that a vector from any of its pixels ends inside the plane's slack.
        for y in box.y..<box.maxY {
            let down = Vector(repeating: Float(y) - shape.origin.y)
            var x = box.x
            while x < box.maxX {
                let columns = laneColumns + (Float(x) - shape.origin.x)
                let u = (columns * shape.u.x).addingProduct(down, Vector(repeating: shape.u.y))
                let v = (columns * shape.v.x).addingProduct(down, Vector(repeating: shape.v.y))
                var mask = (u .>= -tolerance) .& (v .>= -tolerance) .& (u + v .<= 1 + tolerance)
                mask = mask .& (laneColumns .< Float(box.maxX - x))
                let offset = y &* width &+ x
                let z = shape.depth.values(u, v)
                let before = unsafe depth.span.load(offset, as: Vector.self)
                mask = mask .& (z .<= before)
                if anyLane(mask) {
                    unsafe depth.store(before.replacing(with: z, where: mask), at: offset)
                    for k in 0..<setups.count {
                        let place = k &* planeStride &+ offset
                        let value = unsafe setups[unchecked: k].values(u, v)
                        let old = unsafe planes.span.load(place, as: Vector.self)
                        unsafe planes.store(old.replacing(with: value, where: mask), at: place)
                    }
                }
                x += 8
            }
        }
    }
}
