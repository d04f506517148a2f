// SPDX-License-Identifier: Apache-2.0

import ImageCodecs

/// The image libraries and what they can read.
enum CodecFindings {
    /// One finding for each library.
    static var all: [Finding] {
        CodecLibrary.all.map { library in
            guard library.missing.isEmpty else {
                return .limited(
                    library.name,
                    "\(library.version) cannot read \(library.missing.joined(separator: ", "))",
                    remedy: "install its decoders (Debian: libheif-plugin-libde265 and libheif-plugin-dav1d)"
                )
            }
            return .ok(library.name, "\(library.version): \(library.abilities.joined(separator: ", "))")
        }
    }
}
