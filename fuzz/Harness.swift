// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging

@testable import ImageCodecs

/// What one run of the fuzzer feeds.
enum FuzzTarget: String, CaseIterable {
    case header, jpeg, png, webp, heif, color, canvas

    /// The target that `scripts/fuzz` asks for.
    static let chosen: FuzzTarget = {
        let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
        guard let target = FuzzTarget(rawValue: name) else { fatalError("FUZZ_TARGET is no target: \(name)") }
        return target
    }()
}

/// Small enough that one input takes milliseconds, large enough for every path.
let limits: ImageLimits = {
    var limits = ImageLimits()
    limits.sideMin = 1
    limits.sideMax = 1024
    limits.pixelCountMax = 256 * 1024
    limits.byteCountMax = 1 << 20
    return limits
}()

/// Called by libFuzzer for each input; what it finds are traps, sanitizer reports, leaks and time-outs.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
    do throws(ImageError) {
        switch FuzzTarget.chosen {
        case .header: try feedHeader(bytes)
        case .jpeg, .webp, .heif: try feedDecoder(bytes)
        case .png: try feedDecoder(withChecksums(bytes))
        case .color: feedColor(bytes)
        case .canvas: try feedCanvas(bytes.starts(with: [0x89]) ? withChecksums(bytes) : bytes)
        }
    } catch {
        // A refusal is what most inputs deserve; its text must be there.
        precondition(!error.message.isEmpty)
        precondition((error.measured == nil) == (error.limit == nil))
    }
    return 0
}

func feedHeader(_ bytes: [UInt8]) throws(ImageError) {
    let whole = Result { () throws(ImageError) in try ImageHeader.parse(bytes.span, limits: limits) }
    // A beginning may ask for more but never tells another size than the file.
    let half = try ImageHeader.parse(prefix: bytes.span.extracting(first: bytes.count / 2), limits: limits)
    let header = try whole.get()
    precondition(header.size.width > 0 && header.size.height > 0)
    precondition(limits.refusal(of: header.size) == nil && limits.refusal(of: header.displaySize) == nil)
    if let half { precondition(half.size == header.size && half.format == header.format) }
    try header.checkCodedPictures(bytes.span)
}

func feedDecoder(_ bytes: [UInt8]) throws(ImageError) {
    let header = try ImageHeader.parse(bytes.span, limits: limits)
    let reductions: [Reduction] = header.format == .jpeg ? [.full, .eighth] : [.full]
    for reduction in reductions {
        let pixels = try ImageDecoder.decode(bytes.span, header: header, limits: limits, reduction: reduction)
        let size = pixels.size
        precondition(pixels.samples.count == size.pixelCount * pixels.layout.channelCount)
        let converter = ColorConverter(iccProfile: pixels.iccProfile, layout: pixels.layout)
        let rgb =
            switch pixels.samples {
            case .bytes(let bytes): converter.srgb(bytes.span)
            case .words(let words): converter.srgb(words.span)
            }
        let upright = pixels.orientation.upright(PixelBuffer(size: size, layout: .rgb, bytes: rgb))
        precondition(upright.size == pixels.orientation.displaySize(ofStored: size))
    }
}

func feedColor(_ bytes: [UInt8]) {
    for layout in [SampleLayout.gray, .grayAlpha, .rgb, .rgba, .cmyk] {
        let converter = ColorConverter(iccProfile: bytes, layout: layout)
        let samples = (0..<64 * layout.channelCount).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let rgb = converter.srgb(samples.span)
        precondition(rgb.count == 64 * 3)
        let words = samples.map { UInt16($0) &* 257 }
        precondition(converter.srgb(words.span).count == 64 * 3)
        if let back = converter.stored(fromSRGB: rgb.span) { precondition(back.count == 64 * layout.colorCount) }
        if let back = converter.storedWords(fromSRGB: rgb.span) { precondition(back.count == 64 * layout.colorCount) }
    }
}

/// Decodes, changes a part, and writes every format; what comes out must decode to the same size.
func feedCanvas(_ bytes: [UInt8]) throws(ImageError) {
    var image = try DecodedImage(decoding: bytes, limits: limits)
    let size = image.size
    let region = PixelRegion(
        x: size.width / 3,
        y: size.height / 3,
        width: (size.width + 2) / 3,
        height: (size.height + 2) / 3
    )
    for reduction in Reduction.allCases { _ = try image.pixels(in: size.bounds, reduction: reduction) }
    let original = try image.pixels(in: region, reduction: .full)
    var changed = original.copy()
    var output = changed.mutableBytes
    for index in output.indices { output[index] = ~output[index] }
    try image.replace(region, original: original, with: changed)
    // The first byte that is not part of a signature chooses, so that the fuzzer can.
    let choice = Int(bytes.last ?? 0)
    let format = [nil, ImageFormat.jpeg, .png, .webp][choice & 3]
    let quality = choice & 4 == 0 || format == .png ? nil : 50
    let encoded = try image.encoded(OutputOptions(format: format, quality: quality))
    let again = try decodedAgain(encoded.bytes)
    precondition(again == encoded.size && again == size)
}

/// The size of a file that we wrote ourselves: an error is ours.
func decodedAgain(_ bytes: [UInt8]) throws(ImageError) -> PixelSize {
    var wide = limits
    wide.byteCountMax = .max
    do throws(ImageError) {
        return try DecodedImage(decoding: bytes, limits: wide).size
    } catch {
        fatalError("what was written does not decode: \(error)")
    }
}

/// A PNG with every checksum right, so that changes reach what lies behind them.
func withChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var fixed = bytes
    var offset = 8
    while offset + 12 <= fixed.count {
        let length = fixed[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= fixed.count - offset - 12 else { break }
        let end = offset + 8 + length
        var sum: UInt32 = 0xFFFF_FFFF
        for index in offset + 4..<end { sum = checksumTable[Int((sum ^ UInt32(fixed[index])) & 255)] ^ sum >> 8 }
        sum = ~sum
        for index in 0..<4 { fixed[end + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * index)) }
        offset = end + 4
    }
    return fixed
}

private let checksumTable: [UInt32] = (0..<256).map { value in
    (0..<8).reduce(UInt32(value)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
}
