// SPDX-License-Identifier: Apache-2.0

/// A search for the faces of one picture.
public struct DetectionRequest: Hashable, Sendable {
    /// The picture.
    public let image: StoredImage
    /// By what the faces are ordered, and so counted.
    public let order: FaceChoice.Order

    /// A search in a stored picture.
    public init(image: StoredImage, order: FaceChoice.Order = .largeSmall) {
        self.image = image
        self.order = order
    }
}
