// SPDX-License-Identifier: Apache-2.0

import Imaging

/// Which channels decoded samples have, interleaved.
enum SampleLayout: Sendable {
    case gray, grayAlpha, rgb, rgba
    /// 0: no ink, the greatest value: full ink.
    case cmyk

    var channelCount: Int {
        switch self {
        case .gray: 1
        case .grayAlpha: 2
        case .rgb: 3
        case .rgba, .cmyk: 4
        }
    }

    var hasAlpha: Bool { self == .grayAlpha || self == .rgba }
}

/// Samples as stored: rows from top to bottom without padding, channels interleaved, alpha not premultiplied.
enum PixelSamples: Sendable {
    case bytes([UInt8])
    /// 16-bit PNG: 0 to 65535.
    case words([UInt16])

    var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .words(let words): words.count
        }
    }

    var byteCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .words(let words): words.count * 2
        }
    }
}

/// A picture as its file stores it: not turned upright, in its own colour space.
struct DecodedPixels: ~Copyable, Sendable {
    /// What the parser read from the file before.
    let header: ImageHeader
    /// Width and height of the samples; with a reduction that fraction, rounded up.
    let size: PixelSize
    let layout: SampleLayout
    /// As many as pixels times channels.
    var samples: PixelSamples
    /// The embedded profile, not checked yet.
    let iccProfile: [UInt8]?
    /// How the samples still have to be turned.
    ///
    /// HEIC and AVIF: `.up`, the decoder has done it.
    let orientation: Orientation
}
