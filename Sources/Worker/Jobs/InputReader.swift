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
    /// - Throws: `StorageError`: `erased` when the picture was erased under the reader, `damaged` when it changed.
    func bytes(_ id: InputID, of image: StoredImage) async throws(StorageError) -> [UInt8] {
        switch try await store.input(id, range: nil) {
        case .bytes(let bytes): return bytes
        case .file(let range):
            // The store checked it before it handed it out, and erasing overwrites it in place.
            let bytes = try range.read()
            guard ContentDigest(of: bytes).description == image.sha256 else {
                // Erased it is gone, and asking again says so; otherwise the medium is at fault.
                _ = try await store.input(id, range: nil)
                throw StorageError(.damaged, "an input is not what was accepted: its digest differs")
            }
            return bytes
        }
    }
}
