// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// An image of doubles, one pixel at a time: what the kernels are compared with.
///
/// Slow and plain on purpose.
public struct ReferenceImage: Sendable {
    /// Width and height.
    public let size: PixelSize
    /// Samples in a pixel.
    public let channelCount: Int
    /// All samples, channels interleaved.
    public var samples: [Double]

    /// An image from its samples.
    public init(size: PixelSize, channelCount: Int, samples: [Double]) {
        precondition(samples.count == size.pixelCount * channelCount)
        self.size = size
        self.channelCount = channelCount
        self.samples = samples
    }

    /// An image from a function of column, row and channel.
    public init(size: PixelSize, channelCount: Int = 1, _ sample: (Int, Int, Int) -> Double) {
        self.init(
            size: size,
            channelCount: channelCount,
            samples: (0..<size.pixelCount * channelCount).map { i in
                let pixel = i / channelCount
                return sample(pixel % size.width, pixel / size.width, i % channelCount)
            }
        )
    }

    /// Whole numbers from 0 to 255, the same for the same seed.
    public static func random(_ size: PixelSize, channelCount: Int = 1, seed: UInt64) -> ReferenceImage {
        var generator = SplitMix64(seed: seed)
        return ReferenceImage(size: size, channelCount: channelCount) { _, _, _ in
            Double(UInt8.random(in: 0...255, using: &generator))
        }
    }

    /// One sample inside the image.
    public subscript(x: Int, y: Int, channel: Int) -> Double { samples[(y * size.width + x) * channelCount + channel] }

    /// One sample anywhere, by the border's rule.
    public func sample(_ x: Int, _ y: Int, _ channel: Int, _ border: BorderMode) -> Double {
        if case .constant(let value) = border, x < 0 || y < 0 || x >= size.width || y >= size.height {
            return Double(value)
        }
        return self[Self.index(x, size.width, border), Self.index(y, size.height, border), channel]
    }

    /// The index that stands for one outside, step by step.
    static func index(_ index: Int, _ count: Int, _ border: BorderMode) -> Int {
        var i = index
        while i < 0 || i >= count {
            switch border {
            case .constant, .replicate: i = i < 0 ? 0 : count - 1
            case .reflect: i = i < 0 ? -1 - i : 2 * count - 1 - i
            case .reflect101: i = count == 1 ? 0 : i < 0 ? -i : 2 * (count - 1) - i
            }
        }
        return i
    }

    /// As an 8-bit image; the samples are rounded.
    public func pixels() -> PixelBuffer {
        let layout: PixelLayout = channelCount == 1 ? .gray : channelCount == 3 ? .rgb : .rgba
        return PixelBuffer(size: size, layout: layout, bytes: bytes)
    }

    /// The samples as bytes, rounded and clamped.
    public var bytes: [UInt8] { samples.map { UInt8(min(max($0.rounded(), 0), 255)) } }

    /// One channel as a float plane.
    public func plane(_ channel: Int = 0) -> Plane<Float> {
        Plane(size: size, values: stride(from: channel, to: samples.count, by: channelCount).map { Float(samples[$0]) })
    }

    /// One channel as a byte plane.
    public func bytePlane(_ channel: Int = 0) -> Plane<UInt8> {
        let all = bytes
        return Plane(size: size, values: stride(from: channel, to: all.count, by: channelCount).map { all[$0] })
    }
}

/// The greatest difference between numbers at the same place; infinite when the counts differ or one is not a number.
public func greatestDifference<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(_ a: [A], _ b: [B]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).reduce(0) { greatest, pair in
        let difference = abs(Double(pair.0) - Double(pair.1))
        return difference.isNaN ? .infinity : max(greatest, difference)
    }
}

/// The greatest difference between bytes and numbers at the same place; infinite when the counts differ.
public func greatestDifference(_ a: [UInt8], _ b: [Double]) -> Double {
    greatestDifference(a.map { Double($0) }, b)
}
