// SPDX-License-Identifier: Apache-2.0

import CImageCodecs
import Imaging
import Synchronization

/// Converts samples of one layout and colour space to 8-bit sRGB, and back.
///
/// Deterministic. Relative colorimetric for gray and RGB, perceptual for CMYK, no black-point compensation. CMYK
/// without a usable profile: each colour is what cyan, magenta or yellow and black leave of white. The gAMA and cHRM
/// chunks of PNG are not looked at. Whoever shares one takes turns: it makes its tables when they are first needed.
final class ColorConverter: Sendable {
    /// What became of the embedded profile.
    enum ProfileUse: Sendable {
        /// There is none: the samples are taken for sRGB.
        case absent
        /// It says sRGB, to one step of 255: nothing is converted.
        case equalsSRGB
        /// It is converted with.
        case applied
        /// It is damaged or not for this layout: the samples are taken for sRGB.
        case ignored
    }

    /// What became of the embedded profile.
    let profileUse: ProfileUse
    /// The channels of the stored samples.
    let layout: SampleLayout
    private let handle: Mutex<ColorHandle?>

    /// A converter for samples with this profile and layout.
    init(iccProfile: [UInt8]?, layout: SampleLayout) {
        self.layout = layout
        guard let iccProfile else {
            handle = Mutex(nil)
            profileUse = .absent
            return
        }
        guard let opened = ColorHandle(iccProfile: iccProfile, layout: layout) else {
            handle = Mutex(nil)
            profileUse = .ignored
            return
        }
        profileUse = opened.equalsSRGB ? .equalsSRGB : .applied
        handle = Mutex(opened)
    }

    /// Whether sRGB is what is stored, but for the layout and the number of bits.
    var isSRGB: Bool { profileUse != .applied && layout != .cmyk }

    /// The pixels as red, green and blue; alpha is left out.
    func srgb(_ samples: Span<UInt8>) -> [UInt8] {
        if profileUse == .applied, let rgb = handle.withLock({ $0?.srgb(samples, layout: layout) }) { return rgb }
        return layout.plainRGB(samples) { $0 }
    }

    /// The pixels as red, green and blue; alpha is left out.
    func srgb(_ samples: Span<UInt16>) -> [UInt8] {
        if profileUse == .applied, let rgb = handle.withLock({ $0?.srgb(samples, layout: layout) }) { return rgb }
        // 65535 is 255 times 257: exact, rounded to the nearest.
        return layout.plainRGB(samples) { UInt8(truncatingIfNeeded: (UInt32($0) &* 255 &+ 32_767) / 65_535) }
    }

    /// The way back, into 8-bit samples without alpha; `nil` for CMYK and for profiles that lead one way only.
    func stored(fromSRGB rgb: Span<UInt8>) -> [UInt8]? {
        if profileUse == .applied { return handle.withLock { $0?.stored(rgb, layout: layout, filledWith: 0) } }
        return layout.plainStored(rgb) { $0 }
    }

    /// The way back, into 16-bit samples without alpha; `nil` for CMYK and for profiles that lead one way only.
    func storedWords(fromSRGB rgb: Span<UInt8>) -> [UInt16]? {
        if profileUse == .applied { return handle.withLock { $0?.stored(rgb, layout: layout, filledWith: 0) } }
        return layout.plainStored(rgb) { UInt16($0) &* 257 }
    }
}

/// A converter of the C target, freed when it goes out of scope.
@safe private struct ColorHandle: ~Copyable {
    let pointer: OpaquePointer

    /// `nil` for a profile that is damaged or not for this layout.
    init?(iccProfile: [UInt8], layout: SampleLayout) {
        let opened = unsafe iccProfile.withUnsafeBufferPointer { bytes in
            unsafe ff_color_open(bytes.baseAddress, bytes.count, layout.foreignColor)
        }
        guard let opened = unsafe opened else { return nil }
        unsafe pointer = opened
    }

    deinit { unsafe ff_color_close(pointer) }

    var equalsSRGB: Bool { unsafe ff_color_equals_srgb(pointer) }

    /// 8-bit red, green and blue of stored samples; `nil` where the profile does not lead there.
    func srgb<Sample: BitwiseCopyable>(_ samples: Span<Sample>, layout: SampleLayout) -> [UInt8]? {
        let pixelCount = samples.count / layout.channelCount
        var rgb = [UInt8](repeating: 0, count: pixelCount * 3)
        let isDone = unsafe rgb.withUnsafeMutableBufferPointer { output in
            unsafe samples.withUnsafeBytes { input in
                unsafe ff_color_to_srgb(
                    pointer,
                    input.baseAddress,
                    Int32(MemoryLayout<Sample>.size),
                    output.baseAddress,
                    pixelCount
                )
            }
        }
        return isDone ? rgb : nil
    }

    /// Stored samples of 8-bit red, green and blue; `nil` where the profile does not lead back.
    func stored<Sample: BitwiseCopyable>(
        _ rgb: Span<UInt8>,
        layout: SampleLayout,
        filledWith zero: Sample
    ) -> [Sample]? {
        let pixelCount = rgb.count / 3
        var samples = [Sample](repeating: zero, count: pixelCount * layout.colorCount)
        let isDone = unsafe samples.withUnsafeMutableBytes { output in
            unsafe rgb.withUnsafeBufferPointer { input in
                unsafe ff_color_from_srgb(
                    pointer,
                    input.baseAddress,
                    output.baseAddress,
                    Int32(MemoryLayout<Sample>.size),
                    pixelCount
                )
            }
        }
        return isDone ? samples : nil
    }
}

extension SampleLayout {
    /// Channels without alpha.
    var colorCount: Int { hasAlpha ? channelCount - 1 : channelCount }

    fileprivate var foreignColor: Int32 {
        switch self {
        case .gray: Int32(FF_GRAY)
        case .grayAlpha: Int32(FF_GRAY_ALPHA)
        case .rgb: Int32(FF_RGB)
        case .rgba: Int32(FF_RGBA)
        case .cmyk: Int32(FF_CMYK)
        }
    }

    /// Red, green and blue of samples that are sRGB or inks.
    @inline(__always)
    fileprivate func plainRGB<Sample: BitwiseCopyable>(
        _ samples: Span<Sample>,
        _ byte: (Sample) -> UInt8
    ) -> [UInt8] {
        let step = channelCount
        let pixelCount = samples.count / step
        return [UInt8](capacity: pixelCount * 3) { output in
            for pixel in 0..<pixelCount {
                let start = pixel &* step
                let first = byte(samples[start])
                switch self {
                case .gray, .grayAlpha:
                    for _ in 0..<3 { output.append(first) }
                case .rgb, .rgba:
                    output.append(first)
                    output.append(byte(samples[start &+ 1]))
                    output.append(byte(samples[start &+ 2]))
                case .cmyk:
                    let light = 255 - UInt32(byte(samples[start &+ 3]))
                    for channel in 0..<3 {
                        let open = 255 - UInt32(byte(samples[start &+ channel]))
                        output.append(UInt8(truncatingIfNeeded: (open &* light &+ 127) / 255))
                    }
                }
            }
        }
    }

    /// Gray or red, green and blue as stored samples without alpha; `nil` for inks.
    @inline(__always)
    fileprivate func plainStored<Sample: BitwiseCopyable>(
        _ rgb: Span<UInt8>,
        _ sample: (UInt8) -> Sample
    ) -> [Sample]? {
        switch self {
        case .cmyk: return nil
        case .rgb, .rgba:
            return [Sample](capacity: rgb.count) { output in
                for index in rgb.indices { output.append(sample(rgb[index])) }
            }
        case .gray, .grayAlpha:
            return [Sample](capacity: rgb.count / 3) { output in
                for pixel in 0..<rgb.count / 3 {
                    // BT.601 luma in 16 bits, as libjpeg makes gray.
                    let red = UInt32(rgb[pixel &* 3]) &* 19_595
                    let green = UInt32(rgb[pixel &* 3 &+ 1]) &* 38_470
                    let blue = UInt32(rgb[pixel &* 3 &+ 2]) &* 7_471
                    output.append(sample(UInt8(truncatingIfNeeded: (red &+ green &+ blue &+ 32_768) >> 16)))
                }
            }
        }
    }
}
