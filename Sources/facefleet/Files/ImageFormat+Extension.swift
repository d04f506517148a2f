// SPDX-License-Identifier: Apache-2.0

import Imaging

extension ImageFormat {
    /// The format that a file extension (in lower case, without the dot) promises.
    init?(fileExtension: String) {
        switch fileExtension {
        case "jpg", "jpeg", "jpe", "jfif": self = .jpeg
        case "png", "apng": self = .png
        case "webp": self = .webp
        case "heic", "heif", "hif": self = .heic
        case "avif": self = .avif
        default: return nil
        }
    }

    /// The extension that a result of this format gets.
    var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

    /// Whether results can have this format.
    var isWritten: Bool { self != .heic && self != .avif }
}
