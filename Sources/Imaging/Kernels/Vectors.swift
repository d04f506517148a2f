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
