// SPDX-License-Identifier: Apache-2.0

/// The image formats that are read; HEIC and AVIF are not written.
public enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg, png, webp, heic, avif
}
