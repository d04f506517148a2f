// SPDX-License-Identifier: Apache-2.0

public import Imaging

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A head in a composed picture.
public struct PlacedHead: Sendable {
    /// Which portrait.
    public let portrait: Int
    /// The middle of the face.
    public let center: SIMD2<Float>
    /// The face's width between the cheeks.
    public let faceWidth: Float
    /// By how much the head leans, in radians, clockwise.
    public let roll: Float

    /// A head to paste.
    public init(portrait: Int, center: SIMD2<Float>, faceWidth: Float, roll: Float) {
        self.portrait = portrait
        self.center = center
        self.faceWidth = faceWidth
        self.roll = roll
    }
}

/// A picture made of heads on a background.
public struct ComposedGroup: ~Copyable {
    /// The pixels, `.rgb`.
    public var pixels: PixelBuffer
    /// The heads that are in it.
    public var heads: [PlacedHead]
}

/// Composes group pictures from portraits; the same seed gives the same picture.
public struct GroupComposer {
    /// Half the width of a head's cut-out, as a multiple of the face's width: hair and ears included.
    static let cutOutHalfSize = SIMD2<Float>(0.85, 1.05)

    private let portraits: [Portrait]
    private var random: SplitMix64

    /// A composer that draws from portraits.
    public init(portraits: [Portrait], seed: UInt64) {
        precondition(!portraits.isEmpty, "a group needs people")
        self.portraits = portraits
        random = SplitMix64(seed: seed)
    }

    /// A picture with heads at random places that do not cover each other's faces.
    ///
    /// - Parameters:
    ///   - size: The picture's.
    ///   - count: Heads wanted; fewer come when there is no room.
    ///   - faceWidths: The faces' widths are drawn from here.
    ///   - rollMax: Greatest lean to either side, in radians.
    /// - Returns: The picture and where its heads are.
    public mutating func group(
        size: PixelSize,
        count: Int,
        faceWidths: ClosedRange<Float>,
        rollMax: Float = 10 * .pi / 180
    ) -> ComposedGroup {
        let background = Background.plain.randomElement(using: &random) ?? .neutral
        var group = ComposedGroup(pixels: background.pixels(size: size, random: &random), heads: [])
        var attempts = 0
        while group.heads.count < count && attempts < 400 * count {
            attempts += 1
            let width = Float.random(in: faceWidths, using: &random)
            let reach = Self.cutOutHalfSize * width
            guard 2 * reach.x < Float(size.width), 2 * reach.y < Float(size.height) else { continue }
            let head = PlacedHead(
                portrait: Int.random(in: portraits.indices, using: &random),
                center: SIMD2(
                    Float.random(in: reach.x...(Float(size.width) - reach.x), using: &random),
                    Float.random(in: reach.y...(Float(size.height) - reach.y), using: &random)
                ),
                faceWidth: width,
                roll: Float.random(in: -rollMax...rollMax, using: &random)
            )
            let isFree = group.heads.allSatisfy { other in
                let between = (other.center - head.center) / Self.cutOutHalfSize
                return (between * between).sum().squareRoot() > other.faceWidth + head.faceWidth
            }
            guard isFree else { continue }
            paste(head, into: &group.pixels)
            group.heads.append(head)
        }
        return group
    }

    /// Pastes a head through a soft ellipse, averaging where it shrinks.
    public func paste(_ head: PlacedHead, into pixels: inout PixelBuffer) {
        let portrait = portraits[head.portrait]
        let scale = portrait.faceWidth / head.faceWidth
        let sampleCount = max(1, Int(scale.rounded(.up)))
        let (c, s) = (cos(head.roll), sin(head.roll))
        let reach = Self.cutOutHalfSize * head.faceWidth
        let extent = reach.max() + 1
        let size = pixels.size
        let columns = max(0, Int(head.center.x - extent))..<min(size.width, Int(head.center.x + extent) + 2)
        let rows = max(0, Int(head.center.y - extent))..<min(size.height, Int(head.center.y + extent) + 2)
        for y in rows {
            for x in columns {
                let offset = SIMD2(Float(x), Float(y)) - head.center
                let upright = SIMD2(c * offset.x + s * offset.y, c * offset.y - s * offset.x)
                let ellipse = (upright + SIMD2(0, 0.1 * head.faceWidth)) / reach
                let opacity = min(max((1 - (ellipse * ellipse).sum().squareRoot()) / 0.15, 0), 1)
                guard opacity > 0 else { continue }
                var color = SIMD4<Float>()
                for sample in 0..<(sampleCount * sampleCount) {
                    let place = SIMD2(Float(sample % sampleCount), Float(sample / sampleCount)) + 0.5
                    let within = place / Float(sampleCount) - 0.5
                    color += portrait.color(at: portrait.center + (upright + within) * scale)
                }
                color /= Float(sampleCount * sampleCount)
                for channel in 0..<3 {
                    let old = Float(pixels[x, y, channel])
                    pixels[x, y, channel] = UInt8(old + opacity * (color[channel] - old) + 0.5)
                }
            }
        }
    }
}
