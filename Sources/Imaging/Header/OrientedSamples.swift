// SPDX-License-Identifier: Apache-2.0

extension Orientation {
    /// Turns stored bytes upright.
    ///
    /// Layout: rows from top to bottom without padding, channels interleaved, in and out.
    ///
    /// - Parameters:
    ///   - samples: The stored picture.
    ///   - size: The stored size.
    ///   - channelCount: Samples in a pixel.
    /// - Returns: As many samples, in rows of `displaySize(ofStored: size)`.
    public func upright(_ samples: Span<UInt8>, size: PixelSize, channelCount: Int) -> [UInt8] {
        turned(samples, size: size, channelCount: channelCount, filledWith: 0)
    }

    /// Turns stored 16-bit samples upright.
    ///
    /// Layout: rows from top to bottom without padding, channels interleaved, in and out.
    ///
    /// - Parameters:
    ///   - samples: The stored picture.
    ///   - size: The stored size.
    ///   - channelCount: Samples in a pixel.
    /// - Returns: As many samples, in rows of `displaySize(ofStored: size)`.
    public func upright(_ samples: Span<UInt16>, size: PixelSize, channelCount: Int) -> [UInt16] {
        turned(samples, size: size, channelCount: channelCount, filledWith: 0)
    }

    /// Turns a stored picture upright; ``up`` gives the picture back without a copy.
    public func upright(_ pixels: consuming PixelBuffer) -> PixelBuffer {
        if self == .up { return pixels }
        let size = pixels.size
        let layout = pixels.layout
        let bytes = upright(pixels.bytes, size: size, channelCount: layout.channelCount)
        return PixelBuffer(size: displaySize(ofStored: size), layout: layout, bytes: bytes)
    }

    // Inlined into the two public forms: unspecialised it took 100 ns a pixel.
    @inline(__always)
    private func turned<Sample: BitwiseCopyable>(
        _ samples: Span<Sample>,
        size: PixelSize,
        channelCount: Int,
        filledWith zero: Sample
    ) -> [Sample] {
        precondition(samples.count == size.pixelCount * channelCount, "the samples do not make the size")
        var upright = [Sample](repeating: zero, count: samples.count)
        guard samples.count > 0 else { return upright }
        var output = upright.mutableSpan
        // A number of channels that the compiler knows lets it unroll the innermost loop.
        switch channelCount {
        case 1: fill(&output, from: samples, size: size, channelCount: 1)
        case 3: fill(&output, from: samples, size: size, channelCount: 3)
        case 4: fill(&output, from: samples, size: size, channelCount: 4)
        default: fill(&output, from: samples, size: size, channelCount: channelCount)
        }
        return upright
    }

    @inline(__always)
    private func fill<Sample: BitwiseCopyable>(
        _ output: inout MutableSpan<Sample>,
        from samples: Span<Sample>,
        size: PixelSize,
        channelCount: Int
    ) {
        let shown = displaySize(ofStored: size)
        // Stored positions along a shown row go up or down by one stride: one walk serves all eight cases.
        let strides = SIMD2(channelCount, size.width * channelCount)
        let origin = (storedPoint(ofDisplay: SIMD2(0, 0), in: size) &* strides).wrappedSum()
        let stepX = (inverse.step(to: SIMD2(1, 0)) &* strides).wrappedSum()
        let stepY = (inverse.step(to: SIMD2(0, 1)) &* strides).wrappedSum()
        // Squares whose stored and shown rows stay in the cache, as one of the two is read across its rows.
        let side = 64
        for top in stride(from: 0, to: shown.height, by: side) {
            for left in stride(from: 0, to: shown.width, by: side) {
                for y in top..<min(top + side, shown.height) {
                    var from = origin &+ y &* stepY &+ left &* stepX
                    var to = (y &* shown.width &+ left) &* channelCount
                    for _ in left..<min(left + side, shown.width) {
                        for channel in 0..<channelCount { output[to &+ channel] = samples[from &+ channel] }
                        from &+= stepX
                        to &+= channelCount
                    }
                }
            }
        }
    }

    /// By how much the point given by `displayPoint` moves when the one given to it moves from the corner to `point`.
    private func step(to point: SIMD2<Int>) -> SIMD2<Int> {
        let unit = PixelSize(width: 2, height: 2)
        return displayPoint(ofStored: point, in: unit) &- displayPoint(ofStored: SIMD2(0, 0), in: unit)
    }
}
