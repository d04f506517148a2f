// SPDX-License-Identifier: Apache-2.0

import CImageCodecs

/// One of the C libraries that read and write images, as found on this machine.
public struct CodecLibrary: Sendable {
    /// The library's name.
    public let name: String
    /// Its version.
    public let version: String
    /// What it is here for and can do.
    public let abilities: [String]
    /// What it should do and cannot: decoders that are packages of their own.
    public let missing: [String]

    /// Every library that the program uses.
    public static var all: [CodecLibrary] {
        let webp = Int(ff_webp_version())
        let lcms = Int(ff_lcms_version())
        return [
            CodecLibrary(name: "libjpeg-turbo", version: unsafe String(cString: ff_jpeg_version()), ["JPEG"]),
            CodecLibrary(name: "libpng", version: unsafe String(cString: ff_png_version()), ["PNG"]),
            CodecLibrary(name: "libwebp", version: "\(webp >> 16).\(webp >> 8 & 255).\(webp & 255)", ["WebP"]),
            heif,
            CodecLibrary(name: "lcms2", version: "\(lcms / 1000).\(lcms % 1000 / 10)", ["colour profiles"]),
        ]
    }

    private static var heif: CodecLibrary {
        let decoders = [("HEIC", ff_heif_reads_heic() != 0), ("AVIF", ff_heif_reads_avif() != 0)]
        return CodecLibrary(
            name: "libheif",
            version: unsafe String(cString: ff_heif_version()),
            decoders.filter(\.1).map(\.0),
            missing: decoders.filter { !$0.1 }.map(\.0)
        )
    }

    private init(name: String, version: String, _ abilities: [String], missing: [String] = []) {
        self.name = name
        self.version = version
        self.abilities = abilities
        self.missing = missing
    }
}
