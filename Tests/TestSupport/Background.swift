// SPDX-License-Identifier: Apache-2.0

public import Imaging

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Kinds of pictures without a face.
public enum Background: String, CaseIterable, Sendable {
    case neutral, gradient, fractal, skinFractal, foliage
    case noise, grayNoise, brick, checker, text, blobs, stripes

    /// Those that groups are composed on.
    public static let plain: [Background] = [.neutral, .gradient, .fractal]
    /// Those that detectors are teased with.
    public static let textures: [Background] = allCases.filter { $0 != .neutral }

    /// A picture of this kind.
    public func pixels(size: PixelSize, random: inout SplitMix64) -> PixelBuffer {
        let color = Self.color(&random)
        switch self {
        case .neutral: return Self.picture(size) { _, _ in color }
        case .gradient: return Self.gradient(size, &random)
        case .fractal: return Self.fractal(size, tint: SIMD4(1, 1, 1, 0), chroma: 0.7, &random)
        case .skinFractal: return Self.fractal(size, tint: SIMD4(1.2, 0.95, 0.8, 0), chroma: 0.2, &random)
        case .foliage: return Self.fractal(size, tint: SIMD4(0.6, 1, 0.4, 0), chroma: 0.1, &random)
        case .noise: return Self.noise(size, isGray: false, &random)
        case .grayNoise: return Self.noise(size, isGray: true, &random)
        case .brick: return Self.brick(size, color, &random)
        case .checker: return Self.checker(size, color, &random)
        case .text: return Self.text(size, &random)
        case .blobs: return Self.blobs(size, color, &random)
        case .stripes: return Self.stripes(size, &random)
        }
    }

    private static func color(_ random: inout SplitMix64) -> SIMD4<Float> {
        SIMD4(
            Float.random(in: 0...255, using: &random),
            Float.random(in: 0...255, using: &random),
            Float.random(in: 0...255, using: &random),
            0
        )
    }

    private static func picture(_ size: PixelSize, _ color: (Int, Int) -> SIMD4<Float>) -> PixelBuffer {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size.pixelCount * 3)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let value = color(x, y).clamped(lowerBound: SIMD4(), upperBound: SIMD4(repeating: 255))
                bytes.append(UInt8(value.x))
                bytes.append(UInt8(value.y))
                bytes.append(UInt8(value.z))
            }
        }
        return PixelBuffer(size: size, layout: .rgb, bytes: bytes)
    }

    private static func gradient(_ size: PixelSize, _ random: inout SplitMix64) -> PixelBuffer {
        let corners = (0..<4).map { _ in color(&random) }
        return picture(size) { x, y in
            let u = Float(x) / Float(size.width)
            let v = Float(y) / Float(size.height)
            let upper = corners[0] + u * (corners[1] - corners[0])
            return upper + v * (corners[2] + u * (corners[3] - corners[2]) - upper)
        }
    }

    private static func noise(_ size: PixelSize, isGray: Bool, _ random: inout SplitMix64) -> PixelBuffer {
        var generator = random
        defer { random = generator }
        return picture(size) { _, _ in
            let bits = generator.next()
            let red = Float(bits & 255)
            return isGray ? SIMD4(red, red, red, 0) : SIMD4(red, Float(bits >> 8 & 255), Float(bits >> 16 & 255), 0)
        }
    }

    private static func brick(_ size: PixelSize, _ base: SIMD4<Float>, _ random: inout SplitMix64) -> PixelBuffer {
        let height = Int.random(in: 12...60, using: &random)
        let width = Int(Float(height) * Float.random(in: 1.5...3, using: &random))
        let shades = (0..<4096).map { _ in 18 * random.nextNormal() }
        let mortar = max(1, height / 10)
        return picture(size) { x, y in
            let row = y / height
            let shifted = x + (row % 2) * width / 2
            if y % height < mortar || shifted % width < mortar { return SIMD4(190, 190, 185, 0) }
            let grain = 8 * shades[(x &* 31 &+ y &* 57) & 4095] / 18
            return base + shades[(row &* 61 &+ shifted / width) & 4095] + grain
        }
    }

    private static func checker(_ size: PixelSize, _ first: SIMD4<Float>, _ random: inout SplitMix64) -> PixelBuffer {
        let side = Int.random(in: 4...90, using: &random)
        let second = color(&random)
        return picture(size) { x, y in (x / side + y / side).isMultiple(of: 2) ? first : second }
    }

    private static func stripes(_ size: PixelSize, _ random: inout SplitMix64) -> PixelBuffer {
        let angle = Float.random(in: 0...(.pi), using: &random)
        let frequency = Float.random(in: 0.02...0.8, using: &random)
        let second = frequency * Float.random(in: 0.3...3, using: &random)
        let tint = SIMD4<Float>.random(in: 0.7...1.1, using: &random)
        return picture(size) { x, y in
            let along = Float(x) * cos(angle) + Float(y) * sin(angle)
            let across = Float(x) * cos(angle + 1.3) + Float(y) * sin(angle + 1.3)
            return tint * (128 + 60 * sin(along * frequency) + 40 * sin(across * second))
        }
    }
}

extension Background {
    /// Noise of every size, from 2 pixels to 256: clouds, bark and leaves.
    private static func fractal(
        _ size: PixelSize,
        tint: SIMD4<Float>,
        chroma: Float,
        _ random: inout SplitMix64
    ) -> PixelBuffer {
        let exponent = Float.random(in: 0.2...1.2, using: &random)
        let mean = Float.random(in: 80...170, using: &random)
        var octaves: [(grid: [SIMD4<Float>], width: Int, step: Int, weight: Float)] = []
        var step = 2
        while step <= 256 {
            let width = size.width / step + 3
            let grid = (0..<(width * (size.height / step + 3))).map { _ in
                let gray = random.nextNormal()
                return SIMD4(
                    gray + chroma * random.nextNormal(),
                    gray + chroma * random.nextNormal(),
                    gray + chroma * random.nextNormal(),
                    0
                )
            }
            octaves.append((grid, width, step, pow(Float(step), exponent)))
            step *= 2
        }
        let power = octaves.reduce(0) { $0 + $1.weight * $1.weight * (1 + chroma * chroma) }.squareRoot()
        return picture(size) { x, y in
            var sum = SIMD4<Float>()
            for octave in octaves {
                let place = y / octave.step * octave.width + x / octave.step
                let u = smooth(Float(x % octave.step) / Float(octave.step))
                let v = smooth(Float(y % octave.step) / Float(octave.step))
                let grid = octave.grid
                let upper = grid[place] + u * (grid[place + 1] - grid[place])
                let below = place + octave.width
                let lower = grid[below] + u * (grid[below + 1] - grid[below])
                sum += octave.weight * (upper + v * (lower - upper))
            }
            return tint * (mean + 60 / power * sum)
        }
    }

    private static func smooth(_ t: Float) -> Float { t * t * (3 - 2 * t) }

    /// Rows of signs from 5 x 7 dots, many of them symmetric as letters are.
    private static func text(_ size: PixelSize, _ random: inout SplitMix64) -> PixelBuffer {
        let dot = Int.random(in: 1...7, using: &random)
        let paper = Float.random(in: 180...255, using: &random)
        let ink = color(&random) * 0.35
        let glyphs: [UInt64] = (0..<40).map { _ in
            let bits = random.next()
            var glyph: UInt64 = 0
            for row in 0..<7 {
                let half = bits >> (3 * row) & 7
                let mirrored = half | (half & 2) << 2 | (half & 1) << 4
                glyph |= (bits >> 60 < 10 ? mirrored : bits >> (5 * row + 20) & 31) << (5 * row)
            }
            return glyph
        }
        let columns = size.width / (6 * dot) + 1
        let signs = (0..<(columns * (size.height / (10 * dot) + 1))).map { _ in Int(random.next() % 46) }
        return picture(size) { x, y in
            let column = x / dot % 6
            let row = y / dot % 10
            let sign = signs[y / (10 * dot) * columns + x / (6 * dot)]
            let isInk = sign < 40 && column < 5 && row < 7 && glyphs[sign] >> (5 * row + column) & 1 == 1
            return isInk ? ink : SIMD4(paper, paper, paper, 0)
        }
    }

    private static func blobs(_ size: PixelSize, _ base: SIMD4<Float>, _ random: inout SplitMix64) -> PixelBuffer {
        var values = [SIMD4<Float>](repeating: base, count: size.pixelCount)
        for _ in 0..<Int.random(in: 20...300, using: &random) {
            let color = color(&random)
            let center = SIMD2(
                Int.random(in: 0..<size.width, using: &random),
                Int.random(in: 0..<size.height, using: &random)
            )
            let reach = SIMD2<Float>.random(in: 2...60, using: &random)
            let softness = Float.random(in: 0.02...0.5, using: &random)
            let extent = SIMD2(Int(reach.x) + 1, Int(reach.y) + 1)
            for y in max(0, center.y - extent.y)..<min(size.height, center.y + extent.y) {
                for x in max(0, center.x - extent.x)..<min(size.width, center.x + extent.x) {
                    let place = SIMD2(Float(x - center.x), Float(y - center.y)) / reach
                    let opacity = min(max((1 - (place * place).sum().squareRoot()) / softness, 0), 1)
                    values[y * size.width + x] += opacity * (color - values[y * size.width + x])
                }
            }
        }
        return picture(size) { x, y in values[y * size.width + x] }
    }
}
