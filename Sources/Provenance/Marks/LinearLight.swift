// SPDX-License-Identifier: Apache-2.0

/// sRGB bytes as amounts of light and back (IEC 61966-2-1).
///
/// Made of additions, multiplications and divisions alone, so that every machine gives the same bytes.
struct LinearLight: Sendable {
    static let sRGB = LinearLight()

    /// The light of each byte, 0 to 1.
    let light: [Float]
    /// The light between each byte and the next.
    private let limits: [Float]

    private init() {
        light = (0..<256).map { Float(Self.decoded(Double($0) / 255)) }
        limits = (0..<255).map { Float(Self.decoded((Double($0) + 0.5) / 255)) }
    }

    /// The byte whose light is nearest, in sRGB's own steps.
    func byte(_ light: Float) -> UInt8 {
        var (low, high) = (0, limits.count)
        while low < high {
            let middle = (low + high) / 2
            if limits[middle] <= light { low = middle + 1 } else { high = middle }
        }
        return UInt8(low)
    }

    /// Relative luminance, 0 to 1, of a pixel (ITU-R BT.709).
    func luminance(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Float {
        0.2126 * light[Int(red)] + 0.7152 * light[Int(green)] + 0.0722 * light[Int(blue)]
    }

    private static func decoded(_ value: Double) -> Double {
        guard value > 0.04045 else { return value / 12.92 }
        let base = (value + 0.055) / 1.055
        // base^2.4 = (base^(1/5))^12; the fifth root by Newton's method, which 16 steps settle from 1 downwards.
        var root = 1.0
        for _ in 0..<16 {
            let square = root * root
            root = (4 * root + base / (square * square)) / 5
        }
        let cube = root * root * root
        return cube * cube * cube * cube
    }
}
