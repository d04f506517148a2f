// SPDX-License-Identifier: Apache-2.0

/// Which channels a pixel has, interleaved, 8 bits each.
public enum PixelLayout: Int, Sendable, CaseIterable {
    /// One channel: luminance.
    case gray = 1
    /// Red, green, blue.
    case rgb = 3
    /// Red, green, blue, alpha (not premultiplied).
    case rgba = 4

    /// Bytes in a pixel.
    @inlinable public var channelCount: Int { rawValue }
}

/// An 8-bit image in memory.
///
/// Layout: rows from top to bottom without padding, channels interleaved. Colours are sRGB unless said otherwise.
/// Not copyable, so that tens of megabytes are never duplicated by accident; ``copy()`` says so aloud.
public struct PixelBuffer: ~Copyable, Sendable {
    /// Width and height.
    public let size: PixelSize
    /// The channels of one pixel.
    public let layout: PixelLayout
    @usableFromInline var storage: [UInt8]

    /// An image filled with one byte value.
    @inlinable
    public init(size: PixelSize, layout: PixelLayout, filledWith byte: UInt8 = 0) {
        self.size = size
        self.layout = layout
        storage = [UInt8](repeating: byte, count: size.pixelCount * layout.channelCount)
    }

    /// An image from bytes that have its layout already.
    @inlinable
    public init(size: PixelSize, layout: PixelLayout, bytes: [UInt8]) {
        precondition(
            bytes.count == size.pixelCount * layout.channelCount,
            "\(bytes.count) bytes do not make \(size.width) x \(size.height) x \(layout.channelCount)"
        )
        self.size = size
        self.layout = layout
        storage = bytes
    }

    /// Bytes in a row.
    @inlinable public var rowByteCount: Int { size.width * layout.channelCount }

    /// All bytes.
    @inlinable public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { storage.span }
    }

    /// All bytes, writable.
    @inlinable public var mutableBytes: MutableSpan<UInt8> {
        @_lifetime(&self)
        mutating get { storage.mutableSpan }
    }

    /// A second image with the same pixels.
    @inlinable
    public borrowing func copy() -> PixelBuffer {
        PixelBuffer(size: size, layout: layout, bytes: storage)
    }

    /// The bytes as an array; ends the image.
    @inlinable
    public consuming func takeBytes() -> [UInt8] { storage }

    /// One channel of one pixel.
    @inlinable
    public subscript(x: Int, y: Int, channel: Int) -> UInt8 {
        borrowing get { storage[(y * size.width + x) * layout.channelCount + channel] }
        set { storage[(y * size.width + x) * layout.channelCount + channel] = newValue }
    }
}
