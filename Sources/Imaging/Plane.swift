// SPDX-License-Identifier: Apache-2.0

/// One channel of an image as numbers: a mask, a lightness, a coordinate map.
///
/// Layout: rows from top to bottom without padding. Not copyable, as ``PixelBuffer``.
public struct Plane<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    /// Width and height.
    public let size: PixelSize
    @usableFromInline var storage: [Element]

    /// A plane with one value everywhere.
    @inlinable
    public init(size: PixelSize, filledWith value: Element) {
        self.size = size
        storage = [Element](repeating: value, count: size.pixelCount)
    }

    /// A plane from its values in row order.
    @inlinable
    public init(size: PixelSize, values: [Element]) {
        precondition(
            values.count == size.pixelCount,
            "\(values.count) values do not make \(size.width) x \(size.height)"
        )
        self.size = size
        storage = values
    }

    /// All values.
    @inlinable public var values: Span<Element> {
        @_lifetime(borrow self)
        borrowing get { storage.span }
    }

    /// All values, writable.
    @inlinable public var mutableValues: MutableSpan<Element> {
        @_lifetime(&self)
        mutating get { storage.mutableSpan }
    }

    /// A second plane with the same values.
    @inlinable
    public borrowing func copy() -> Plane { Plane(size: size, values: storage) }

    /// The values as an array; ends the plane.
    @inlinable
    public consuming func takeValues() -> [Element] { storage }

    /// One value.
    @inlinable
    public subscript(x: Int, y: Int) -> Element {
        borrowing get { storage[y * size.width + x] }
        set { storage[y * size.width + x] = newValue }
    }
}

/// Three planes of one size: red, green, blue, or L*, a*, b*.
public struct ColorPlanes<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    /// Red, or L*.
    public var first: Plane<Element>
    /// Green, or a*.
    public var second: Plane<Element>
    /// Blue, or b*.
    public var third: Plane<Element>

    /// Width and height of all three.
    @inlinable public var size: PixelSize { first.size }

    /// Three planes with one value everywhere.
    @inlinable
    public init(size: PixelSize, filledWith value: Element) {
        first = Plane(size: size, filledWith: value)
        second = Plane(size: size, filledWith: value)
        third = Plane(size: size, filledWith: value)
    }

    /// Three planes that have one size.
    @inlinable
    public init(
        _ first: consuming Plane<Element>,
        _ second: consuming Plane<Element>,
        _ third: consuming Plane<Element>
    ) {
        precondition(first.size == second.size && first.size == third.size, "three planes of one size")
        self.first = first
        self.second = second
        self.third = third
    }

    /// Three planes with the same values.
    @inlinable
    public borrowing func copy() -> ColorPlanes { ColorPlanes(first.copy(), second.copy(), third.copy()) }

    /// Three planes made from these one after the other; ends these.
    @inlinable
    public consuming func map(_ body: (consuming Plane<Element>) -> Plane<Element>) -> ColorPlanes<Element> {
        let first = self.first
        let second = self.second
        let third = self.third
        return ColorPlanes(body(first), body(second), body(third))
    }
}
