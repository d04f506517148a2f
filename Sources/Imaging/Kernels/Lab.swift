// SPDX-License-Identifier: Apache-2.0

extension ColorPlanes where Element == Float {
    /// CIE L*a*b* of sRGB colours.
    ///
    /// Input: red, green, blue from 0 to 255; values outside are clamped. Output: L* from 0 to 100, a* and b*.
    /// White: D65. Constants as in OpenCV's `COLOR_RGB2LAB`. Error below 0.01.
    public borrowing func lab() -> ColorPlanes<Float> {
        convert { red, green, blue in labColor(red: red, green: green, blue: blue) }
    }

    /// sRGB colours of CIE L*a*b*.
    ///
    /// Input: L* from 0 to 100, a* and b*. Output: red, green, blue, clamped to 0 to 255. Error below 0.01 of 255.
    public borrowing func rgb() -> ColorPlanes<Float> {
        convert { lightness, a, b in rgbColor(lightness: lightness, a: a, b: b) }
    }

    /// Each colour through a function of vectors, so that the loop has no tail for eight colours and more.
    @inline(always)
    private borrowing func convert(
        _ function: (Vector, Vector, Vector) -> (Vector, Vector, Vector)
    ) -> ColorPlanes<Float> {
        let (a, b, c) = (first.values, second.values, third.values)
        let count = size.pixelCount
        var first: [Float] = unsafe uninitializedArray(count: count)
        var second: [Float] = unsafe uninitializedArray(count: count)
        var third: [Float] = unsafe uninitializedArray(count: count)
        var x = first.mutableSpan
        var y = second.mutableSpan
        var z = third.mutableSpan
        for i in VectorStarts(count: count) {
            let result = function(loadPart(a, i), loadPart(b, i), loadPart(c, i))
            storePart(result.0, to: &x, at: i)
            storePart(result.1, to: &y, at: i)
            storePart(result.2, to: &z, at: i)
        }
        return ColorPlanes(
            Plane(size: size, values: first),
            Plane(size: size, values: second),
            Plane(size: size, values: third)
        )
    }
}

/// L*, a*, b* of sRGB colours from 0 to 255.
@inline(always)
func labColor(red: Vector, green: Vector, blue: Vector) -> (Vector, Vector, Vector) {
    let (r, g, b) = (linearized(red), linearized(green), linearized(blue))
    // The rows of the sRGB matrix, divided by the white point.
    let x = (r * 0.433_953).addingProduct(g, Vector(repeating: 0.376_219)).addingProduct(
        b,
        Vector(repeating: 0.189_828)
    )
    let y = (r * 0.212_671).addingProduct(g, Vector(repeating: 0.715_160)).addingProduct(
        b,
        Vector(repeating: 0.072_169)
    )
    let z = (r * 0.017_758).addingProduct(g, Vector(repeating: 0.109_477)).addingProduct(
        b,
        Vector(repeating: 0.872_766)
    )
    let (fx, fy, fz) = (labCurve(x), labCurve(y), labCurve(z))
    let lightness = (fy * 116 - 16).replacing(with: y * 903.3, where: y .<= 0.008856)
    return (lightness, (fx - fy) * 500, (fy - fz) * 200)
}

/// sRGB colours from 0 to 255 of L*, a*, b*.
@inline(always)
func rgbColor(lightness: Vector, a: Vector, b: Vector) -> (Vector, Vector, Vector) {
    let dark = lightness .<= 7.9996
    let root = (lightness + 16) * (1 / 116 as Float)
    let linear = lightness * (7.787 / 903.3 as Float) + (16 / 116 as Float)
    let fy = root.replacing(with: linear, where: dark)
    let cube = fy * fy * fy
    let y = cube.replacing(with: lightness * (1 / 903.3 as Float), where: dark)
    let x = labCurveInverse(fy + a * (1 / 500))
    let z = labCurveInverse(fy - b * (1 / 200))
    // The inverse matrix, multiplied by the white point.
    let red = (x * 3.079_933).addingProduct(y, Vector(repeating: -1.537_150))
        .addingProduct(z, Vector(repeating: -0.542_782))
    let green = (x * -0.921_235).addingProduct(y, Vector(repeating: 1.875_991))
        .addingProduct(z, Vector(repeating: 0.045_244))
    let blue = (x * 0.052_891).addingProduct(y, Vector(repeating: -0.204_043))
        .addingProduct(z, Vector(repeating: 1.151_152))
    return (delinearized(red), delinearized(green), delinearized(blue))
}

/// sRGB from 0 to 255 to linear light from 0 to 1.
@inline(always)
private func linearized(_ value: Vector) -> Vector {
    let v = clamped(value * (1 / 255))
    // A polynomial fitted to ((v + 0.055) / 1.055) ^ 2.4 from 0.04045 to 1 (minimax): off by at most 2e-6.
    var curve = Vector(repeating: 0.062_168_784)
    curve = horner(curve, v, -0.277_579_427)
    curve = horner(curve, v, 0.544_299_304)
    curve = horner(curve, v, -0.663_272_917)
    curve = horner(curve, v, 0.804_604_947)
    curve = horner(curve, v, 0.494_246_989)
    curve = horner(curve, v, 0.034_663_931)
    curve = horner(curve, v, 0.000_870_133)
    return curve.replacing(with: v * (1 / 12.92), where: v .<= 0.04045)
}

/// Linear light to sRGB from 0 to 255; clamps.
@inline(always)
private func delinearized(_ value: Vector) -> Vector {
    let v = clamped(value)
    let (gain, offset): (Float, Float) = (1.055 * 255, 0.055 * 255)
    let curve = power(v, 1 / 2.4) * gain - offset
    return curve.replacing(with: v * (12.92 * 255), where: v .<= 0.0031308)
}

@inline(always)
private func clamped(_ value: Vector) -> Vector {
    let low = value.replacing(with: 0, where: .!(value .> 0))
    return low.replacing(with: 1, where: low .> 1)
}

@inline(always)
private func labCurve(_ t: Vector) -> Vector {
    power(t, 1 / 3).replacing(with: t * 7.787 + 16 / 116, where: t .<= 0.008856)
}

@inline(always)
private func labCurveInverse(_ f: Vector) -> Vector {
    (f * f * f).replacing(with: (f - 16 / 116) * (1 / 7.787), where: f .<= 0.206_893)
}

/// `x` to the power of `exponent`, for normal positive `x`; relative error below 5e-6 for the exponents used here.
///
/// As 2 to the (exponent log2 x): the exponent's bits are taken from the number and put back, the rest are polynomials
/// fitted to log2(1 + z) / z on 1/sqrt 2 to sqrt 2 and to 2^f on -1/2 to 1/2 (minimax).
@inline(always)
private func power(_ x: Vector, _ exponent: Float) -> Vector {
    let bits = unsafe unsafeBitCast(x, to: SIMD8<Int32>.self)
    let halfRoot: Int32 = 0x3f35_04f3
    let scale = (bits &- halfRoot) &>> 23
    let z = unsafe unsafeBitCast(bits &- (scale &<< 23), to: Vector.self) - 1
    var log = Vector(repeating: 0.176_164_836)
    log = horner(log, z, -0.270_976_692)
    log = horner(log, z, 0.295_100_063)
    log = horner(log, z, -0.359_184_891)
    log = horner(log, z, 0.480_648_696)
    log = horner(log, z, -0.721_367_717)
    log = horner(log, z, 1.442_696_333)
    let y = floats(scale).addingProduct(log, z) * exponent
    let whole = y.rounded(.toNearestOrEven)
    let f = y - whole
    var two = Vector(repeating: 0.009_685_705)
    two = horner(two, f, 0.055_922_024)
    two = horner(two, f, 0.240_218_654)
    two = horner(two, f, 0.693_121_016)
    two = horner(two, f, 1.000_000_119)
    // The whole part as an integer without a checked conversion: 1.5 * 2^23 puts it into the low bits.
    let exponentBits = unsafe unsafeBitCast(whole + 12_582_912, to: SIMD8<Int32>.self) &<< 23
    return unsafe unsafeBitCast(unsafeBitCast(two, to: SIMD8<Int32>.self) &+ exponentBits, to: Vector.self)
}

/// One step of a polynomial.
///
/// Steps are written out, since loops over coefficients are not always unrolled.
@inline(always)
private func horner(_ sum: Vector, _ x: Vector, _ c: Float) -> Vector {
    Vector(repeating: c).addingProduct(sum, x)
}
