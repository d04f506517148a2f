// SPDX-License-Identifier: Apache-2.0

import CImageCodecs
import Imaging

/// The coefficients of one JPEG file in the C target, freed when it goes out of scope.
///
/// Regions are in stored pixels; samples come as gray or RGB in the file's own colour space.
@safe struct JPEGCoefficients: ~Copyable {
    private let handle: OpaquePointer

    /// Reads the coefficients; `nil` when the file may be sound but has to be decoded whole (CMYK, YCCK).
    init?(_ bytes: Span<UInt8>, limits: ImageLimits) throws(ImageError) {
        var foreignLimits = ff_decode_limits(
            side_max: UInt32(clamping: limits.sideMax),
            pixel_count_max: UInt64(clamping: limits.pixelCountMax),
            memory_max: UInt64(ImageDecoder.memoryByteCountMax),
            scan_count_max: UInt32(ImageDecoder.scanCountMax)
        )
        var error = ff_decode_error()
        let handle = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe ff_coefficients_open(buffer.baseAddress, buffer.count, &foreignLimits, &error)
        }
        guard let handle = unsafe handle else {
            if Int(error.code) == FF_UNSUPPORTED { return nil }
            throw ImageError(.imageDecodeFailed, "the JPEG is damaged or cut off: \(error.text)")
        }
        unsafe self.handle = handle
    }

    deinit { unsafe ff_coefficients_close(handle) }

    private var info: ff_coefficients_info { unsafe ff_coefficients_describe(handle).pointee }

    /// Width and height as stored.
    var size: PixelSize { PixelSize(width: Int(info.width), height: Int(info.height)) }

    /// `.gray` or `.rgb`.
    var layout: SampleLayout { info.component_count == 1 ? .gray : .rgb }

    /// Whether colour has fewer samples than luminance.
    var isChromaSubsampled: Bool { info.h_max > 1 || info.v_max > 1 }

    /// The memory that the coefficients take: two bytes for each of a block's 64.
    var byteCount: Int { components.reduce(0) { $0 + $1.columns * $1.rows * 128 } + (iccProfile?.count ?? 0) }

    /// The embedded ICC profile, not checked.
    var iccProfile: [UInt8]? {
        var count = 0
        guard let start = unsafe ff_coefficients_profile(handle, &count), count > 0 else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// The samples of a region, equal to those of libjpeg's full decode.
    func samples(in region: PixelRegion) throws(ImageError) -> [UInt8] {
        var samples = [UInt8](repeating: 0, count: region.size.pixelCount * layout.channelCount)
        guard !region.isEmpty else { return samples }
        let status = unsafe samples.withUnsafeMutableBufferPointer { output in
            unsafe ff_coefficients_read(
                handle,
                Int32(region.x),
                Int32(region.y),
                Int32(region.width),
                Int32(region.height),
                output.baseAddress
            )
        }
        guard status == 0 else { throw ImageError(.imageDecodeFailed, "out of memory") }
        return samples
    }

    /// The samples of a region at a fraction of its size.
    ///
    /// - Parameters:
    ///   - origin: Where the first output pixel begins, in stored pixels; may lie outside by less than the reduction.
    ///   - outputSize: Width and height that come out.
    ///   - reduction: Not `.full`.
    /// - Returns: The samples.
    /// - Throws: `ImageError` when memory runs out.
    func samples(
        from origin: SIMD2<Int>,
        outputSize: PixelSize,
        reduction: Reduction
    ) throws(ImageError) -> [UInt8] {
        precondition(reduction != .full, "the full size is read exactly")
        var samples = [UInt8](repeating: 0, count: outputSize.pixelCount * layout.channelCount)
        guard !samples.isEmpty else { return samples }
        let status = unsafe samples.withUnsafeMutableBufferPointer { output in
            unsafe ff_coefficients_read_reduced(
                handle,
                Int32(origin.x),
                Int32(origin.y),
                Int32(outputSize.width),
                Int32(outputSize.height),
                Int32(reduction.rawValue),
                output.baseAddress
            )
        }
        guard status == 0 else { throw ImageError(.imageDecodeFailed, "out of memory") }
        return samples
    }

    /// Codes changed samples into the blocks that hold them.
    func apply(_ edit: borrowing StoredEdit) throws(ImageError) {
        let region = edit.region
        precondition(edit.changed.count == region.size.pixelCount, "one mark a pixel")
        precondition(edit.samples.count == region.size.pixelCount * layout.channelCount, "the layout's samples")
        let status = unsafe edit.samples.withUnsafeBufferPointer { samples in
            unsafe edit.changed.withUnsafeBufferPointer { changed in
                unsafe ff_coefficients_replace(
                    handle,
                    Int32(region.x),
                    Int32(region.y),
                    Int32(region.width),
                    Int32(region.height),
                    samples.baseAddress,
                    changed.baseAddress
                )
            }
        }
        guard status == 0 else { throw ImageError(.imageEncodeFailed, "out of memory") }
    }

    /// Takes back what was applied.
    func revert() { unsafe ff_coefficients_revert(handle) }

    /// The file: JFIF, orientation, and the ICC profile if it is to be kept.
    func encoded(orientation: Orientation, keepsProfile: Bool, capacity: Int) throws(ImageError) -> [UInt8] {
        var error = ff_decode_error()
        var count = 0
        let bytes = unsafe ff_coefficients_write(
            handle,
            Int32(orientation.rawValue),
            keepsProfile ? 1 : 0,
            capacity,
            &count,
            &error
        )
        return try unsafe takeEncoded(bytes, count, error)
    }

    /// Gives one component's block to `body`, 64 coefficients in natural order; `nil` outside the picture.
    func withBlock<Result>(
        component: Int,
        column: Int,
        row: Int,
        _ body: (Span<Int16>) -> Result
    ) -> Result? {
        let block = unsafe ff_coefficients_block(handle, Int32(component), Int32(column), Int32(row))
        guard let block = unsafe block else { return nil }
        return unsafe body(UnsafeBufferPointer(start: block, count: 64).span)
    }

    /// Sampling factors, blocks and quantisation table of each component.
    var components: [JPEGComponent] {
        let info = info
        return unsafe withUnsafeBytes(of: info.components) { bytes in
            let known = unsafe bytes.bindMemory(to: ff_coefficients_component.self)
            return unsafe known.prefix(Int(info.component_count)).map { JPEGComponent($0) }
        }
    }
}

/// How one component of a JPEG is stored.
struct JPEGComponent: Hashable {
    /// Samples in an MCU, across and down.
    let horizontal: Int
    let vertical: Int
    /// Blocks that hold picture.
    let columns: Int
    let rows: Int
    /// 64 steps in natural order.
    let quantization: [UInt16]

    init(_ component: ff_coefficients_component) {
        horizontal = Int(component.h)
        vertical = Int(component.v)
        columns = Int(component.width_in_blocks)
        rows = Int(component.height_in_blocks)
        quantization = unsafe withUnsafeBytes(of: component.quantization) { bytes in
            unsafe Array(bytes.bindMemory(to: UInt16.self))
        }
    }
}

/// New samples of a region in stored pixels, in the file's layout and colour space.
struct StoredEdit: Sendable {
    let region: PixelRegion
    let samples: [UInt8]
    /// A byte a pixel, not 0 where the pixel changes.
    let changed: [UInt8]
}
