// SPDX-License-Identifier: Apache-2.0

import Imaging

/// One kernel on one input.
struct Case: Sendable {
    let name: String
    /// What is timed.
    let run: @Sendable (Inputs) -> Output
}

/// What a kernel gave.
enum Output: ~Copyable {
    case image(PixelBuffer)
    case plane(Plane<Float>)
    case words(Plane<Int16>)
    case colors(ColorPlanes<Float>)
    case floats([Float])

    init(_ image: consuming PixelBuffer) { self = .image(image) }
    init(_ plane: consuming Plane<Float>) { self = .plane(plane) }
    init(_ plane: consuming Plane<Int16>) { self = .words(plane) }
    init(_ planes: consuming ColorPlanes<Float>) { self = .colors(planes) }
    init(_ values: [Float]) { self = .floats(values) }
}

let cases: [Case] =
    resizeCases + filterCases + warpCases + colorCases + fusedCases

private func square(_ side: Int) -> PixelSize { PixelSize(width: side, height: side) }

private let resizeCases: [Case] = [
    ("resize_area_down", ResizeFilter.area, false), ("resize_bilinear_down", .bilinear, false),
    ("resize_cubic_down", .cubic, false), ("resize_area_up", .area, true), ("resize_bilinear_up", .bilinear, true),
    ("resize_cubic_up", .cubic, true),
].map { name, filter, enlarges in
    Case(name: name) { inputs in
        enlarges
            ? Output(inputs.small.resized(to: square(inputs.side), filter: filter))
            : Output(inputs.image.resized(to: square(inputs.smallSide), filter: filter))
    }
}

private let filterCases = [
    Case(name: "gaussian_u8_rgb_sigma3") { Output($0.image.gaussianBlurred(sigma: 3)) },
    Case(name: "gaussian_f32_sigma3") { Output($0.plane.gaussianBlurred(sigma: 3)) },
    Case(name: "gaussian_f32_sigma10") { Output($0.plane.gaussianBlurred(sigma: 10)) },
    Case(name: "pyramid_down_f32") { Output($0.plane.pyramidDown()) },
    Case(name: "pyramid_up_f32") { Output($0.halfPlane.pyramidUp(to: square($0.side))) },
    Case(name: "pyramid_down_i16") { Output($0.differences.pyramidDown()) },
    Case(name: "pyramid_up_i16") { Output($0.halfDifferences.pyramidUp(to: square($0.side))) },
    Case(name: "erode_ellipse9_f32") { Output($0.plane.eroded(radius: 9, shape: .ellipse)) },
    Case(name: "dilate_rectangle9_f32") { Output($0.plane.dilated(radius: 9, shape: .rectangle)) },
]

private let warpCases = [
    Case(name: "warp_affine_u8_rgb") {
        Output($0.image.warped(to: square($0.side), by: $0.warp, border: .constant(0)))
    },
    Case(name: "warp_affine_f32") {
        Output($0.plane.warped(to: square($0.side), by: $0.warp, border: .replicate))
    },
    Case(name: "remap_bilinear_u8_rgb") {
        Output(remap($0.image, x: $0.mapX, y: $0.mapY, filter: .bilinear, border: .reflect))
    },
    Case(name: "remap_cubic_u8_rgb") {
        Output(remap($0.image, x: $0.mapX, y: $0.mapY, filter: .cubic, border: .reflect))
    },
    Case(name: "remap_f32") { Output(remap($0.plane, x: $0.mapX, y: $0.mapY, border: .replicate)) },
]

private let colorCases = [
    Case(name: "lab_from_rgb_f32") { Output($0.planes.lab()) },
    Case(name: "rgb_from_lab_f32") { Output($0.lab.rgb()) },
    Case(name: "alpha_blend_u8") { Output(blend($0.image, $0.second, alpha: $0.alpha, perPixel: false)) },
    Case(name: "alpha_blend_pixels_u8_rgb") {
        Output(blend($0.image, $0.second, alpha: $0.pixelAlpha, perPixel: true))
    },
    Case(name: "tensor_nchw_u8_rgb") { Output($0.image.tensorPlanar(scale: 1 / 127.5, bias: -1)) },
    Case(name: "tensor_nhwc_u8_rgb") { Output($0.image.tensor(scale: 1 / 127.5, bias: -1)) },
]

private func blend(
    _ a: borrowing PixelBuffer,
    _ b: borrowing PixelBuffer,
    alpha: [UInt8],
    perPixel: Bool
) -> PixelBuffer {
    var out = PixelBuffer(size: a.size, layout: .rgb)
    var span = out.mutableBytes
    if perPixel {
        alphaBlendPixels(a.bytes, b.bytes, alpha: alpha.span, into: &span)
    } else {
        alphaBlend(a.bytes, b.bytes, alpha: alpha.span, into: &span)
    }
    return out
}

private let fusedCases = [
    Case(name: "fused_warp_tensor_192") {
        let k = Float($0.side) / 192
        let crop = AffineTransform(a: 0.8 * k, b: -0.1 * k, tx: 9 * k, c: 0.1 * k, d: 0.8 * k, ty: 3 * k)
        return Output($0.image.warpedTensor(size: square(192), by: crop, scale: 1 / 255, bias: 0))
    },
    Case(name: "fused_letterbox_128") { Output($0.image.letterboxedTensor(side: 128).values) },
]
