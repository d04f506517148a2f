// SPDX-License-Identifier: Apache-2.0

/// A picture as a model takes it, with the way back to the picture.
public struct LetterboxedTensor: Sendable {
    /// Shape: [1, side, side, 3], float32, RGB, v / 127.5 - 1; 0 around the picture.
    public let values: [Float]
    /// Tensor pixels per picture pixel.
    public let scale: Float
    /// Column and row of the picture's top-left corner in the tensor, whole numbers.
    public let offset: SIMD2<Float>
}

extension PixelBuffer {
    /// The channels as floats in the pixels' order: `value * scale + bias`.
    ///
    /// Shape: [1, height, width, channels], float32.
    ///
    /// - Parameters:
    ///   - scale: Factor.
    ///   - bias: Added after the factor.
    /// - Returns: As many floats as the image has bytes.
    public borrowing func tensor(scale: Float, bias: Float) -> [Float] {
        let input = bytes
        return makeArray(count: input.count) { (out: inout MutableSpan<Float>) in
            precondition(out.count == input.count)
            for i in 0..<out.count { out[i] = bias.addingProduct(Float(input[i]), scale) }
        }
    }

    /// The channels as floats, one plane after the other: `value * scale + bias`.
    ///
    /// Shape: [1, channels, height, width], float32.
    ///
    /// - Parameters:
    ///   - scale: Factor.
    ///   - bias: Added after the factor.
    /// - Returns: As many floats as the image has bytes.
    public borrowing func tensorPlanar(scale: Float, bias: Float) -> [Float] {
        let input = bytes
        let (count, channels) = (size.pixelCount, layout.channelCount)
        return makeArray(count: input.count) { (out: inout MutableSpan<Float>) in
            switch channels {
            case 1: for i in 0..<count { out[i] = bias.addingProduct(Float(input[i]), scale) }
            case 3: split(input, channels: 3, count: count, scale: scale, bias: bias, into: &out)
            default: split(input, channels: 4, count: count, scale: scale, bias: bias, into: &out)
            }
        }
    }

    /// Red, green and blue from 0 to 255; a gray image gives three equal planes, alpha is left out.
    public borrowing func colorPlanes() -> ColorPlanes<Float> {
        let input = bytes
        let channels = layout.channelCount
        func plane(_ channel: Int) -> Plane<Float> {
            let values = makeArray(count: size.pixelCount) { (out: inout MutableSpan<Float>) in
                precondition(input.count == out.count * channels && channel < channels)
                for i in 0..<out.count {
                    unsafe out[unchecked: i] = Float(input[unchecked: i &* channels &+ channel])
                }
            }
            return Plane(size: size, values: values)
        }
        return layout == .gray ? ColorPlanes(plane(0), plane(0), plane(0)) : ColorPlanes(plane(0), plane(1), plane(2))
    }

    /// The picture shrunk or enlarged to fit a square and centred in it, as face detectors take it.
    ///
    /// - Parameter side: The square's side in pixels.
    /// - Returns: The tensor, and where the picture lies in it.
    public borrowing func letterboxedTensor(side: Int) -> LetterboxedTensor {
        precondition(side > 0 && size.pixelCount > 0, "no square of side \(side) for \(size)")
        precondition(layout == .rgb, "a tensor of three channels is made from .rgb")
        let scale = Double(side) / Double(max(size.width, size.height))
        let width = max(1, Int((Double(size.width) * scale).rounded(.toNearestOrEven)))
        let height = max(1, Int((Double(size.height) * scale).rounded(.toNearestOrEven)))
        let picture = resized(to: PixelSize(width: width, height: height), filter: .area)
        let (left, top) = ((side - width) / 2, (side - height) / 2)
        var values = [Float](repeating: 0, count: side * side * 3)
        let input = picture.bytes
        var output = values.mutableSpan
        let count = width * 3
        for y in 0..<height {
            let row = input.extracting(y * count..<(y + 1) * count)
            let start = ((top + y) * side + left) * 3
            var out = output.part(start..<start + count)
            for i in 0..<out.count { out[i] = Float(row[i]) * (1 / 127.5) - 1 }
        }
        return LetterboxedTensor(values: values, scale: Float(scale), offset: SIMD2(Float(left), Float(top)))
    }
}

/// Deinterleaves into planes.
@inline(__always)
private func split(
    _ input: Span<UInt8>,
    channels: Int,
    count: Int,
    scale: Float,
    bias: Float,
    into out: inout MutableSpan<Float>
) {
    precondition(input.count == count * channels && out.count == input.count)
    for i in 0..<count {
        for channel in 0..<channels {
            unsafe out[unchecked: channel &* count &+ i] = bias.addingProduct(
                Float(input[unchecked: i &* channels &+ channel]),
                scale
            )
        }
    }
}
