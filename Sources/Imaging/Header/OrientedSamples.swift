// SPDX-License-Identifier: Apache-2.0

extension Orientation {
    /// Turns stored samples upright.
    ///
    /// Layout: rows from top to bottom without padding, channels interleaved, in and out.
    ///
    /// - Parameters:
    ///   - samples: The stored picture.
    ///   - size: The stored size.
    ///   - channelCount: Samples in a pixel.
    /// - Returns: As many samples, in rows of `displaySize(ofStored: size)`.
    public func upright<Sample: BitwiseCopyable & Sendable>(
        _ samples: Span<Sample>,
        size: PixelSize,
        channelCount: Int
    ) -> [Sample] {
        precondition(samples.count == size.pixelCount * channelCount, "the samples do not make the size")
        guard samples.count > 0 else { return [] }
        let shown = displaySize(ofStored: size)
        // Stored positions along a shown row go up or down by one stride: one walk serves all eight cases.
        let origin = storedPoint(ofDisplay: SIMD2(0, 0), in: size)
        let next = inverse.step(alongX: true)
        let down = inverse.step(alongX: false)
        let strides = SIMD2(channelCount, size.width * channelCount)
        let stepX = next.x &* strides.x &+ next.y &* strides.y
        let stepY = down.x &* strides.x &+ down.y &* strides.y
        let start = origin.x &* strides.x &+ origin.y &* strides.y
        return [Sample](capacity: samples.count) { output in
            for y in 0..<shown.height {
                var position = start &+ y &* stepY
                for _ in 0..<shown.width {
                    for channel in 0..<channelCount { output.append(samples[position &+ channel]) }
                    position &+= stepX
                }
            }
        }
    }

    /// Turns a stored picture upright; ``up`` gives the picture back without a copy.
    public func upright(_ pixels: consuming PixelBuffer) -> PixelBuffer {
        if self == .up { return pixels }
        let size = pixels.size
        let layout = pixels.layout
        let bytes = upright(pixels.bytes, size: size, channelCount: layout.channelCount)
        return PixelBuffer(size: displaySize(ofStored: size), layout: layout, bytes: bytes)
    }

    /// By how much the stored point moves when the point given to `displayPoint` moves by one.
    private func step(alongX: Bool) -> SIMD2<Int> {
        let unit = PixelSize(width: 2, height: 2)
        let moved = displayPoint(ofStored: alongX ? SIMD2(1, 0) : SIMD2(0, 1), in: unit)
        let origin = displayPoint(ofStored: SIMD2(0, 0), in: unit)
        return SIMD2(moved.x - origin.x, moved.y - origin.y)
    }
}
