// SPDX-License-Identifier: Apache-2.0

import Foundation

/// CIE L*a*b* (D65) of an sRGB colour from 0 to 255, by the definition.
public func referenceLab(_ rgb: SIMD3<Double>) -> SIMD3<Double> {
    func linear(_ value: Double) -> Double {
        let v = value / 255
        return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear(rgb.x), linear(rgb.y), linear(rgb.z))
    let x = (0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456
    let y = 0.212671 * r + 0.715160 * g + 0.072169 * b
    let z = (0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754
    func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
    return SIMD3(y > 0.008856 ? 116 * f(y) - 16 : 903.3 * y, 500 * (f(x) - f(y)), 200 * (f(y) - f(z)))
}

/// The sRGB colour from 0 to 255, clamped, of an L*a*b* colour.
public func referenceRGB(_ lab: SIMD3<Double>) -> SIMD3<Double> {
    let isDark = lab.x <= 903.3 * 0.008856
    let y = isDark ? lab.x / 903.3 : pow((lab.x + 16) / 116, 3)
    let fy = isDark ? 7.787 * y + 16.0 / 116 : (lab.x + 16) / 116
    func inverse(_ f: Double) -> Double { f <= 7.787 * 0.008856 + 16.0 / 116 ? (f - 16.0 / 116) / 7.787 : f * f * f }
    let x = inverse(fy + lab.y / 500) * 0.950456
    let z = inverse(fy - lab.z / 200) * 1.088754
    func encoded(_ value: Double) -> Double {
        let v = min(max(value, 0), 1)
        return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055)
    }
    return SIMD3(
        encoded(3.240479 * x - 1.537150 * y - 0.498535 * z),
        encoded(-0.969256 * x + 1.875991 * y + 0.041556 * z),
        encoded(0.055648 * x - 0.204043 * y + 1.057311 * z)
    )
}
