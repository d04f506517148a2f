// SPDX-License-Identifier: Apache-2.0

/// The unit of the kernels' row loops: one AVX register.
typealias Vector = SIMD8<Float>

extension Span where Element: BitwiseCopyable {
    /// Reads a vector that starts at element `index`; the caller proves that it lies inside.
    @unsafe @inline(__always)
    func load<V: BitwiseCopyable>(_ index: Int, as type: V.Type) -> V {
        unsafe assert(index >= 0 && index &* MemoryLayout<Element>.stride &+ MemoryLayout<V>.size <= bytes.byteCount)
        return unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: index &* MemoryLayout<Element>.stride,
            as: type
        )
    }
}

extension MutableSpan where Element: BitwiseCopyable {
    /// Writes a vector that starts at element `index`; the caller proves that it lies inside.
    @unsafe @inline(__always)
    @_lifetime(self: copy self)
    mutating func store<V: BitwiseCopyable>(_ value: V, at index: Int) {
        unsafe assert(index >= 0 && index &* MemoryLayout<Element>.stride &+ MemoryLayout<V>.size <= bytes.byteCount)
        var raw = unsafe mutableBytes
        unsafe raw.storeBytes(of: value, toUncheckedByteOffset: index &* MemoryLayout<Element>.stride, as: V.self)
    }
}

extension MutableSpan where Element: BitwiseCopyable {
    /// The elements in `range`, writable; the standard library's name for it is still underscored.
    @inline(__always)
    @_lifetime(&self)
    mutating func part(_ range: Range<Int>) -> MutableSpan<Element> { _mutatingExtracting(range) }
}

/// Eight values from `index` on, or as many as there are and zeros.
@inline(__always)
func loadPart(_ values: Span<Float>, _ index: Int) -> Vector {
    if index &+ 8 <= values.count { return unsafe values.load(index, as: Vector.self) }
    var part = Vector.zero
    for lane in 0..<values.count - index { part[lane] = values[index + lane] }
    return part
}

/// Writes eight values from `index` on, or as many as there is room for.
@inline(__always)
func storePart(_ part: Vector, to values: inout MutableSpan<Float>, at index: Int) {
    if index &+ 8 <= values.count {
        unsafe values.store(part, at: index)
    } else {
        for lane in 0..<values.count - index { values[index + lane] = part[lane] }
    }
}

/// An array whose elements hold whatever was in memory; saves the pass that would zero it.
///
/// The caller writes every element before one is read.
@unsafe @inline(__always)
func uninitializedArray<Element: BitwiseCopyable>(count: Int) -> [Element] {
    unsafe [Element](unsafeUninitializedCapacity: count) { _, initializedCount in initializedCount = count }
}

/// An array that `fill` writes in full; saves the pass that would zero it first.
///
/// `fill` must write every element: what it leaves out holds whatever was in memory before.
@inline(__always)
func makeArray<Element: BitwiseCopyable>(
    count: Int,
    fill: (inout MutableSpan<Element>) -> Void
) -> [Element] {
    unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        var span = unsafe MutableSpan(_unsafeElements: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        fill(&span)
        initializedCount = count
    }
}

/// `count` rounded up to whole vectors, so that row loops need no tail.
@inline(__always)
func paddedCount(_ count: Int, multiple: Int = 16) -> Int {
    (count + multiple - 1) / multiple * multiple
}

/// The lanes that a comparison of vectors gave.
typealias LaneMask = SIMDMask<SIMD8<Int32>>

/// Whether any lane is set; the standard library's `any` is not always inlined.
@inline(__always)
func anyLane(_ mask: LaneMask) -> Bool {
    let bits = unsafe unsafeBitCast(mask, to: SIMD4<UInt64>.self)
    return bits[0] | bits[1] | bits[2] | bits[3] != 0
}

/// Whether all lanes are set.
@inline(__always)
func allLanes(_ mask: LaneMask) -> Bool {
    let bits = unsafe unsafeBitCast(mask, to: SIMD4<UInt64>.self)
    return bits[0] & bits[1] & bits[2] & bits[3] == .max
}

/// Four bytes as floats; written out because the conversion of whole vectors is not always inlined.
@inline(__always)
func widened(_ b: SIMD4<UInt8>) -> SIMD4<Float> { SIMD4(Float(b[0]), Float(b[1]), Float(b[2]), Float(b[3])) }

/// Integers as floats; see ``widened(_:)``.
@inline(__always)
func floats(_ i: SIMD8<Int32>) -> Vector {
    Vector(Float(i[0]), Float(i[1]), Float(i[2]), Float(i[3]), Float(i[4]), Float(i[5]), Float(i[6]), Float(i[7]))
}

/// Four floats from 0 to 255 as bytes, rounded to the nearest.
@inline(__always)
func roundedBytes(_ color: SIMD4<Float>) -> SIMD4<UInt8> {
    let bits = unsafe unsafeBitCast(color + 8_388_608, to: SIMD16<UInt8>.self)
    return SIMD4(bits[0], bits[4], bits[8], bits[12])
}

/// Eight colours; the fourth lane is alpha or meaningless.
///
/// A struct and not an array: its members stay in registers.
struct EightColors {
    var a, b, c, d, e, f, g, h: SIMD4<Float>

    /// The colours that `color` says for the lanes 0 to 7.
    @inline(__always)
    init(_ color: (Int) -> SIMD4<Float>) {
        (a, b, c, d) = (color(0), color(1), color(2), color(3))
        (e, f, g, h) = (color(4), color(5), color(6), color(7))
    }

    @inline(__always) var red: Vector { Vector(a[0], b[0], c[0], d[0], e[0], f[0], g[0], h[0]) }
    @inline(__always) var green: Vector { Vector(a[1], b[1], c[1], d[1], e[1], f[1], g[1], h[1]) }
    @inline(__always) var blue: Vector { Vector(a[2], b[2], c[2], d[2], e[2], f[2], g[2], h[2]) }
}

/// An element type whose rows the kernels widen to floats, filter and narrow again.
protocol KernelSample: BitwiseCopyable, Sendable, Comparable {
    /// Below every value that the type holds, or its least one.
    static var least: Self { get }
    /// Above every value that the type holds, or its greatest one.
    static var greatest: Self { get }
    /// The same value.
    var widened: Float { get }
    /// The nearest value that the type holds.
    static func narrowed(_ value: Float) -> Self
}

extension UInt8: KernelSample {
    static var least: UInt8 { 0 }
    static var greatest: UInt8 { 255 }
    @inline(__always) var widened: Float { Float(self) }

    @inline(__always)
    static func narrowed(_ value: Float) -> UInt8 {
        let low = value > 0 ? value : 0
        let clamped = low < 255 ? low : 255
        // Adding 2^23 leaves the value, rounded to even, in the low bits: no conversion that could trap.
        return UInt8(truncatingIfNeeded: (clamped + 8_388_608).bitPattern)
    }
}

extension Float: KernelSample {
    static var least: Float { -.infinity }
    static var greatest: Float { .infinity }
    @inline(__always) var widened: Float { self }
    @inline(__always) static func narrowed(_ value: Float) -> Float { value }
}

extension Int16: KernelSample {
    static var least: Int16 { .min }
    static var greatest: Int16 { .max }
    @inline(__always) var widened: Float { Float(self) }

    @inline(__always)
    static func narrowed(_ value: Float) -> Int16 {
        let low = value > -32768 ? value : -32768
        let clamped = low < 32767 ? low : 32767
        // As above, with 1.5 * 2^23 so that negative values keep their two's complement.
        return Int16(truncatingIfNeeded: Int32(bitPattern: (clamped + 12_582_912).bitPattern))
    }
}

/// Writes the floats of `source` from `offset` on.
@inline(__always)
func widen<Sample: KernelSample>(_ source: Span<Sample>, into row: inout MutableSpan<Float>, at offset: Int) {
    precondition(offset >= 0 && offset + source.count <= row.count)
    for i in 0..<source.count { unsafe row[unchecked: offset &+ i] = source[unchecked: i].widened }
}

/// Writes the first `out.count` floats of `row`, rounded and clamped to the type.
@inline(__always)
func narrow<Sample: KernelSample>(_ row: Span<Float>, into out: inout MutableSpan<Sample>) {
    precondition(out.count <= row.count)
    for i in 0..<out.count { unsafe out[unchecked: i] = Sample.narrowed(row[unchecked: i]) }
}
