// SPDX-License-Identifier: Apache-2.0

/// What kind of picture an object is.
public struct MediaDescription: Hashable, Sendable {
    /// The content type, such as `image/png`.
    public let contentType: String
    /// Width in pixels.
    public let width: Int
    /// Height in pixels.
    public let height: Int

    /// A description; the store keeps it and does not look into the bytes.
    public init(contentType: String, width: Int, height: Int) {
        self.contentType = contentType
        self.width = width
        self.height = height
    }
}

/// What the store knows of a result or an upload.
public struct ObjectInfo: Hashable, Sendable {
    /// The object.
    public let id: ObjectID
    /// What kind of picture it is.
    public let media: MediaDescription
    /// SHA-256 of the bytes.
    public let digest: ContentDigest
    /// Length in bytes.
    public let byteCount: Int
    /// When it was stored: milliseconds since 1970, in the store's time.
    public let storedAtMilliseconds: Int64
    /// When it will be gone: milliseconds since 1970, in the store's time.
    public let expiresAtMilliseconds: Int64

    package init(
        id: ObjectID,
        media: MediaDescription,
        digest: ContentDigest,
        byteCount: Int,
        storedAtMilliseconds: Int64,
        expiresAtMilliseconds: Int64
    ) {
        self.id = id
        self.media = media
        self.digest = digest
        self.byteCount = byteCount
        self.storedAtMilliseconds = storedAtMilliseconds
        self.expiresAtMilliseconds = expiresAtMilliseconds
    }
}
