// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// A finished file that may be published: labelled as its policy says.
///
/// Only ``Labeler/seal(_:produceID:)`` makes one. Whoever publishes results takes this type, so that an unlabelled
/// result cannot be published.
public struct LabelledImage: Sendable {
    /// The file.
    public let bytes: [UInt8]
    /// Its format: JPEG, PNG or WebP.
    public let format: ImageFormat
    /// Width and height, upright.
    public let size: PixelSize
    /// How it is labelled.
    public let policy: LabelPolicy
    /// The label in its metadata; `nil` without one.
    public let metadata: AIGCMetadata?
    /// Where the visible mark is, upright; `nil` without one.
    public let markRegion: PixelRegion?

    init(_ file: MarkedFile, bytes: [UInt8], format: LabelledFormat, metadata: AIGCMetadata?) {
        self.bytes = bytes
        self.format = format.imageFormat
        size = file.size
        policy = file.policy
        self.metadata = metadata
        markRegion = file.markRegion
    }
}
