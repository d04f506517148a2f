// SPDX-License-Identifier: Apache-2.0

/// Reads the orientation from EXIF data and nothing else.
enum EXIFOrientation {
    /// The orientation in a TIFF structure; `nil` when there is none or the structure is damaged.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - range: Where the EXIF data lies in it, with or without the six bytes `Exif\0\0` before it.
    /// - Returns: One of the eight orientations.
    static func read(_ bytes: Span<UInt8>, in range: Range<Int>) -> Orientation? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
        var exif = bytes.extracting(range)
        if exif.matches("Exif\0"), exif.count >= 6 { exif = exif.extracting(6..<exif.count) }
        do throws(HeaderFault) {
            return try readTIFF(exif)
        } catch {
            // A damaged tag is no reason to refuse a picture; viewers show it as stored.
            return nil
        }
    }

    private static func readTIFF(_ exif: Span<UInt8>) throws(HeaderFault) -> Orientation? {
        let isLittle = exif.matches("II*\0")
        guard isLittle || exif.matches("MM\0*") else { return nil }
        let directory = isLittle ? try exif.little32(at: 4) : try exif.big32(at: 4)
        let entryCount = isLittle ? try exif.little16(at: directory) : try exif.big16(at: directory)
        for index in 0..<entryCount {
            let entry = directory + 2 + index * 12
            let tag = isLittle ? try exif.little16(at: entry) : try exif.big16(at: entry)
            guard tag == 0x0112 else { continue }
            let type = isLittle ? try exif.little16(at: entry + 2) : try exif.big16(at: entry + 2)
            guard type == 3 else { return nil }
            return Orientation(rawValue: isLittle ? try exif.little16(at: entry + 8) : try exif.big16(at: entry + 8))
        }
        return nil
    }
}
