// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Storage

/// Reads the pictures of an accepted task, held against their digests.
struct InputReader: Sendable {
    let store: any ObjectStore

    /// A picture's file.
    ///
    /// - Parameters:
    ///   - id: Which input.
    ///   - image: What the request says of it.
    /// - Returns: The bytes.
    /// - Throws: `StorageError`, with `erased` when a file changed under the reader, as erasing makes it.
    func bytes(_ id: InputID, of image: StoredImage) async throws(StorageError) -> [UInt8] {
        switch try await store.input(id, range: nil) {
        case .bytes(let bytes): return bytes
        case .file(let range):
            // The store checked it before it handed it out, and erasing overwrites it in place.
            let bytes = try range.read()
            guard ContentDigest(of: bytes).description == image.sha256 else {
                throw StorageError(.erased, "the input was overwritten while it was read")
            }
            return bytes
        }
    }
}
