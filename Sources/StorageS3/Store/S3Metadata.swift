// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// What lies beside an object's bytes, in headers that the store gives back.
struct S3Metadata: Hashable, Sendable {
    let media: MediaDescription
    let digest: ContentDigest
    let storedAt: Int64
    let expiresAt: Int64

    init(_ media: MediaDescription, _ digest: ContentDigest, storedAt: Int64, lifetime: Duration) {
        self.media = media
        self.digest = digest
        self.storedAt = storedAt
        expiresAt = storedAt + Int64(lifetime / .milliseconds(1))
    }

    /// Nil when the answer is of an object that we did not store.
    init?(_ answer: S3Answer) {
        guard let text = answer.header("x-amz-meta-sha256"), let digest = ContentDigest(text),
            let width = answer.integer("x-amz-meta-width"), let height = answer.integer("x-amz-meta-height"),
            let stored = answer.header("x-amz-meta-stored").flatMap({ Int64($0) }),
            let expires = answer.header("x-amz-meta-expires").flatMap({ Int64($0) })
        else { return nil }
        let type = answer.header("Content-Type") ?? "application/octet-stream"
        media = MediaDescription(contentType: type, width: width, height: height)
        self.digest = digest
        storedAt = stored
        expiresAt = expires
    }

    var headers: [S3Request.Field] {
        [
            .init("Content-Type", media.contentType), .init("x-amz-meta-sha256", "\(digest)"),
            .init("x-amz-meta-width", String(media.width)), .init("x-amz-meta-height", String(media.height)),
            .init("x-amz-meta-stored", String(storedAt)), .init("x-amz-meta-expires", String(expiresAt)),
        ]
    }

    func info(_ id: ObjectID, byteCount: Int) -> ObjectInfo {
        ObjectInfo(
            id: id,
            media: media,
            digest: digest,
            byteCount: byteCount,
            storedAtMilliseconds: storedAt,
            expiresAtMilliseconds: expiresAt
        )
    }
}
