// SPDX-License-Identifier: Apache-2.0

internal import Imaging

extension ImageFormat {
    /// The media type.
    var mediaType: String { "image/\(rawValue)" }
}
