// SPDX-License-Identifier: Apache-2.0

import Imaging

extension ColorConverter {
    /// Whether sRGB can be taken back into the stored colours.
    var leadsBack: Bool {
        let black: [UInt8] = [0, 0, 0]
        return stored(fromSRGB: black.span) != nil
    }

    /// Stored samples moved by as much as the change from `original` to `replacement` makes in the stored colours.
    ///
    /// A colour that sRGB cannot show is cut when it is looked at; moved from where it is, and not set to what the
    /// replacement means, it stays beside its unchanged neighbours. The same holds for the lower half of 16 bits.
    ///
    /// - Parameters:
    ///   - samples: Stored samples without alpha.
    ///   - original: Red, green and blue before, in sRGB.
    ///   - replacement: Red, green and blue after, in sRGB.
    /// - Returns: Stored samples without alpha.
    /// - Throws: `ImageError` when the profile leads one way only.
    func moved(
        _ samples: Span<UInt8>,
        from original: Span<UInt8>,
        to replacement: Span<UInt8>
    ) throws(ImageError) -> [UInt8] {
        guard let before = stored(fromSRGB: original), let after = stored(fromSRGB: replacement) else {
            throw ImageError(.imageEncodeFailed, "the profile does not lead back from sRGB")
        }
        return shifted(samples, from: before.span, to: after.span)
    }

    /// As for 8 bits.
    func moved(
        _ samples: Span<UInt16>,
        from original: Span<UInt8>,
        to replacement: Span<UInt8>
    ) throws(ImageError) -> [UInt16] {
        guard let before = storedWords(fromSRGB: original), let after = storedWords(fromSRGB: replacement) else {
            throw ImageError(.imageEncodeFailed, "the profile does not lead back from sRGB")
        }
        return shifted(samples, from: before.span, to: after.span)
    }

    private func shifted<Sample: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ samples: Span<Sample>,
        from before: Span<Sample>,
        to after: Span<Sample>
    ) -> [Sample] {
        precondition(samples.count == before.count && samples.count == after.count, "three pictures of one size")
        return [Sample](capacity: samples.count) { output in
            for index in samples.indices {
                let sum = Int32(samples[index]) &+ Int32(after[index]) &- Int32(before[index])
                output.append(Sample(truncatingIfNeeded: max(0, min(sum, Int32(Sample.max)))))
            }
        }
    }
}
