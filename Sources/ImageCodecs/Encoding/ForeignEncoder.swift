// SPDX-License-Identifier: Apache-2.0

import CImageCodecs
import Imaging

/// Encodes with the C libraries.
enum ForeignEncoder {
    /// Baseline JPEG of gray or RGB samples; `quality` 1 to 100.
    static func jpeg(
        _ picture: borrowing PictureToEncode,
        quality: Int,
        isChromaSubsampled: Bool
    ) throws(ImageError) -> [UInt8] {
        unsafe try encode(picture) { foreign, count, error in
            unsafe ff_encode_jpeg(foreign, Int32(quality), isChromaSubsampled ? 0 : 1, count, error)
        }
    }

    /// WebP of RGB samples with or without alpha; `quality` 1 to 100, `nil` for lossless.
    static func webp(_ picture: borrowing PictureToEncode, quality: Int?) throws(ImageError) -> [UInt8] {
        unsafe try encode(picture) { foreign, count, error in
            unsafe ff_encode_webp(foreign, Int32(quality ?? 0), count, error)
        }
    }

    /// PNG of samples of any layout.
    static func png(_ picture: borrowing PictureToEncode) throws(ImageError) -> [UInt8] {
        let chunks = picture.colorChunks
        let content = chunks.flatMap(\.bytes)
        return unsafe try encode(picture) { foreign, count, error in
            unsafe content.withUnsafeBufferPointer { bytes in
                var position = 0
                let foreignChunks = unsafe chunks.map { chunk in
                    defer { position += chunk.bytes.count }
                    return unsafe ff_png_chunk(
                        name: chunk.name.foreignName,
                        bytes: bytes.baseAddress.map { unsafe $0 + position },
                        count: chunk.bytes.count
                    )
                }
                return unsafe ff_encode_png(foreign, foreignChunks, foreignChunks.count, count, error)
            }
        }
    }

    private typealias Body = (
        UnsafePointer<ff_picture>, UnsafeMutablePointer<Int>, UnsafeMutablePointer<ff_decode_error>
    ) -> UnsafeMutablePointer<UInt8>?

    private static func encode(_ picture: borrowing PictureToEncode, _ body: Body) throws(ImageError) -> [UInt8] {
        precondition(picture.layout != .cmyk, "inks are not written")
        precondition(
            picture.samples.count == picture.size.pixelCount * picture.layout.channelCount,
            "the samples do not make the size"
        )
        var count = 0
        var error = ff_decode_error()
        let profile = picture.iccProfile ?? []
        let bytes = unsafe profile.withUnsafeBufferPointer { profileBytes in
            unsafe picture.samples.withBytes { samples, bytesPerSample in
                var foreign = unsafe ff_picture(
                    samples: samples.bindMemory(to: UInt8.self).baseAddress,
                    width: Int32(picture.size.width),
                    height: Int32(picture.size.height),
                    channel_count: Int32(picture.layout.channelCount),
                    bytes_per_sample: Int32(bytesPerSample),
                    profile: profileBytes.isEmpty ? nil : profileBytes.baseAddress,
                    profile_count: profileBytes.count,
                    orientation: Int32(picture.orientation.rawValue)
                )
                return unsafe body(&foreign, &count, &error)
            }
        }
        return try unsafe takeEncoded(bytes, count, error)
    }
}

/// Copies what an encoder of the C target gave, and frees it.
func takeEncoded(
    _ bytes: UnsafeMutablePointer<UInt8>?,
    _ count: Int,
    _ error: ff_decode_error
) throws(ImageError) -> [UInt8] {
    guard let bytes = unsafe bytes else { throw ImageError(.imageEncodeFailed, error.text) }
    defer { unsafe ff_encoded_free(bytes) }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
}

extension ff_decode_error {
    /// The message.
    var text: String {
        unsafe withUnsafeBytes(of: message) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

extension PixelSamples {
    fileprivate func withBytes<Result>(_ body: (UnsafeRawBufferPointer, Int) -> Result) -> Result {
        switch self {
        case .bytes(let bytes): unsafe bytes.withUnsafeBytes { unsafe body($0, 1) }
        case .words(let words): unsafe words.withUnsafeBytes { unsafe body($0, 2) }
        }
    }
}
