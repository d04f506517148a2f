// SPDX-License-Identifier: Apache-2.0

import CImageCodecs
import Imaging

/// A decoder of the C target, closed when it goes out of scope.
@safe struct ForeignDecoder: ~Copyable {
    private let handle: OpaquePointer
    private let info: ff_decode_info
    private let format: ImageFormat
    private let limits: ImageLimits

    /// Opens a decoder over bytes that outlive it.
    init(
        _ bytes: UnsafeBufferPointer<UInt8>,
        format: ImageFormat,
        limits: ImageLimits,
        shrink: Int,
        memoryByteCountMax: Int
    ) throws(ImageError) {
        guard let start = bytes.baseAddress else { throw ImageError(.unsupportedFormat, "the file is empty") }
        var foreignLimits = ff_decode_limits(
            side_max: UInt32(clamping: limits.sideMax),
            pixel_count_max: UInt64(clamping: limits.pixelCountMax),
            memory_max: UInt64(memoryByteCountMax),
            scan_count_max: UInt32(ImageDecoder.scanCountMax)
        )
        var error = ff_decode_error()
        var info = ff_decode_info()
        let handle = unsafe ff_decoder_open(
            format.foreignFormat,
            start,
            bytes.count,
            Int32(shrink),
            &foreignLimits,
            &info,
            &error
        )
        guard let handle = unsafe handle else { throw error.imageError(format, limits) }
        unsafe self.handle = handle
        self.info = info
        self.format = format
        self.limits = limits
    }

    deinit { unsafe ff_decoder_close(handle) }
}

extension ForeignDecoder {
    /// Decodes everything; can be called once.
    mutating func decodeFile() throws(ImageError) -> DecodedFile {
        let byteCount = Int(info.width) * Int(info.height) * Int(info.channel_count) * Int(info.bytes_per_sample)
        let samples: PixelSamples
        if info.bytes_per_sample == 2 {
            let words = [UInt16](repeating: 0, count: byteCount / 2)
            samples = .words(try read(into: words))
        } else {
            samples = .bytes(try read(into: [UInt8](repeating: 0, count: byteCount)))
        }
        return DecodedFile(
            size: PixelSize(width: Int(info.width), height: Int(info.height)),
            layout: info.layout,
            samples: samples,
            iccProfile: profile
        )
    }

    private var profile: [UInt8]? {
        var count = 0
        guard let start = unsafe ff_decoder_profile(handle, &count), count > 0 else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// Lets the decoder overwrite an array of the right length.
    private func read<Sample: BitwiseCopyable>(into array: consuming [Sample]) throws(ImageError) -> [Sample] {
        var samples = array
        var error = ff_decode_error()
        let code = unsafe samples.withUnsafeMutableBytes { bytes in
            unsafe ff_decoder_read(handle, bytes.baseAddress, bytes.count, &error)
        }
        guard code == FF_OK else { throw error.imageError(format, limits) }
        return samples
    }
}

extension ff_decode_info {
    fileprivate var layout: SampleLayout {
        switch Int(color) {
        case FF_GRAY: .gray
        case FF_GRAY_ALPHA: .grayAlpha
        case FF_RGBA: .rgba
        case FF_CMYK: .cmyk
        default: .rgb
        }
    }
}

extension ImageFormat {
    fileprivate var foreignFormat: Int32 {
        switch self {
        case .jpeg: Int32(FF_JPEG)
        case .png: Int32(FF_PNG)
        case .webp: Int32(FF_WEBP)
        case .heic, .avif: Int32(FF_HEIF)
        }
    }

    fileprivate var displayName: String {
        switch self {
        case .webp: "WebP"
        default: rawValue.uppercased()
        }
    }
}

extension ff_decode_error {
    fileprivate func imageError(_ format: ImageFormat, _ limits: ImageLimits) -> ImageError {
        let text = unsafe withUnsafeBytes(of: message) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        switch Int(code) {
        case FF_UNSUPPORTED:
            return ImageError(.unsupportedFormat, "a \(format.displayName) of a kind that is not read (\(text))")
        case FF_TOO_LARGE:
            let limit = "\(limits.sideMax) pixels a side, \(limits.pixelCountMax) pixels"
            return ImageError(.imageTooLargePixels, "the image is too large", measured: text, limit: limit)
        case FF_TOO_MANY_SCANS:
            let limit = "\(ImageDecoder.scanCountMax) scans"
            return ImageError(.imageDecodeFailed, "the JPEG has too many scans", measured: text, limit: limit)
        case FF_OUT_OF_MEMORY:
            return ImageError(.imageDecodeFailed, "decoding the \(format.displayName) needs too much memory: \(text)")
        default:
            return ImageError(.imageDecodeFailed, "the \(format.displayName) is damaged or cut off: \(text)")
        }
    }
}
