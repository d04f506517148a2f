// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging

@testable import ImageCodecs

/// What one run of the fuzzer feeds.
enum FuzzTarget: String, CaseIterable {
    case header, jpeg, png, rows, webp, heif, color, canvas

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
        case .rows: try feedRows(bytes)
        case .png: try feedDecoder(PNGBuilder.withChecksums(bytes))
        case .color: feedColor(bytes)
        case .canvas: try feedCanvas(bytes.starts(with: [0x89]) ? PNGBuilder.withChecksums(bytes) : bytes)
        }
    } catch {
        // A refusal is what most inputs deserve; its text must be there.
        precondition(!error.message.isEmpty)
        precondition((error.measured == nil) == (error.limit == nil))
    }
    return 0
}

/// A PNG around filtered rows: unpacked at once it must give what libpng gives row by row.
func feedRows(_ bytes: [UInt8]) throws(ImageError) {
    guard bytes.count > 2 else { return }
    let (width, colorType) = (Int(bytes[0] & 63) + 1, [0, 2, 4, 6][Int(bytes[1] & 3)])
    var builder = PNGBuilder(width: width, height: 1, bitDepth: 8, colorType: colorType)
    let rowByteCount = width * builder.channelCount + 1
    builder.height = (bytes.count - 2) / rowByteCount
    guard builder.height > 0 else { return }
    let rows = Array(bytes[2..<2 + rowByteCount * builder.height])
    // A byte too many at the end is libpng's to overlook.
    let byRow = Result { () throws(ImageError) in
        try ImageDecoder.decode(builder.file(filteredRows: rows + [0]).span, limits: limits).samples
    }
    let atOnce = try ImageDecoder.decode(builder.file(filteredRows: rows).span, limits: limits).samples
    guard case .success(.bytes(let theirs)) = byRow, case .bytes(let ours) = atOnce else {
        preconditionFailure("both ways read it, as bytes")
    }
    precondition(ours == theirs)
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
    let kept = image.copy()
    let expected = original.copy().takeBytes()
    try image.replace(region, original: original, with: changed)
    // The first byte that is not part of a signature chooses, so that the fuzzer can.
    let choice = Int(bytes.last ?? 0)
    let format = [nil, ImageFormat.jpeg, .png, .webp][choice & 3]
    let quality = choice & 4 == 0 || format == .png ? nil : 50
    let encoded = try image.encoded(OutputOptions(format: format, quality: quality))
    let again = try decodedAgain(encoded.bytes)
    precondition(again == encoded.size && again == size)
    // The copy shares what was stored, and sees nothing of the change.
    var unchanged = kept.copy()
    let pixels = try unchanged.pixels(in: region, reduction: .full).takeBytes()
    precondition(pixels == expected)
    let keptSize = try decodedAgain(kept.encoded().bytes)
    precondition(keptSize == size)
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
