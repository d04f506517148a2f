// SPDX-License-Identifier: Apache-2.0

internal import Imaging
internal import Provenance
internal import Queue
internal import Storage

/// Publishes results; takes nothing but what a labeler sealed.
struct ResultWriter: Sendable {
    let store: any ObjectStore

    /// Publishes a result, or adopts the one that is there.
    ///
    /// - Parameters:
    ///   - image: The labelled file.
    ///   - hold: The task.
    /// - Returns: The task's one result.
    /// - Throws: `Interruption` when the lease has run out, or the task was erased; `StorageError`.
    func write(_ image: LabelledImage, hold: LeaseHold) async throws -> ObjectInfo {
        let task = hold.leased.task
        let id = ObjectID(tenant: task.tenant.rawValue, name: task.id.rawValue)
        let content = Content(image.bytes)
        let media = MediaDescription(
            contentType: "image/\(image.format.rawValue)",
            width: image.size.width,
            height: image.size.height
        )
        try hold.check()
        do throws(StorageError) {
            switch try await store.putResult(id, content, media: media) {
            case .stored(let info), .existing(let info): return info
            }
        } catch {
            throw error.code == .erased ? Interruption.stopped : error
        }
    }
}
