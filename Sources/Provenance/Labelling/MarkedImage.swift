// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// A picture whose pixels are done: with a visible mark, or without one as the policy says.
///
/// Only ``Labeler/mark(_:fused:others:)`` makes one, and only its file can become a ``LabelledImage``.
public struct MarkedImage<Canvas: FusionCanvas & ~Copyable>: ~Copyable {
    private let canvas: Canvas
    private let policy: LabelPolicy
    /// Where the mark is, upright; `nil` without one.
    public let markRegion: PixelRegion?

    init(canvas: consuming Canvas, policy: LabelPolicy, markRegion: PixelRegion?) {
        self.canvas = canvas
        self.policy = policy
        self.markRegion = markRegion
    }

    /// Writes the picture; ends it.
    ///
    /// - Parameter encode: Makes a JPEG, PNG or WebP of the picture's own pixels.
    /// - Returns: The file, to be sealed.
    /// - Throws: What `encode` throws.
    public consuming func encoded<Failure: Error>(
        _ encode: (consuming Canvas) throws(Failure) -> [UInt8]
    ) throws(Failure) -> MarkedFile {
        let (size, policy, markRegion) = (canvas.size, policy, markRegion)
        return MarkedFile(bytes: try encode(canvas), size: size, policy: policy, markRegion: markRegion)
    }
}

/// The file of a ``MarkedImage``, not yet sealed: not for publishing.
public struct MarkedFile: Sendable {
    let bytes: [UInt8]
    let size: PixelSize
    let policy: LabelPolicy
    let markRegion: PixelRegion?
}
