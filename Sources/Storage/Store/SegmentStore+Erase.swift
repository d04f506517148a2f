// SPDX-License-Identifier: Apache-2.0

extension SegmentStore {
    /// Destroys what belongs to a task now, and leaves a tombstone.
    ///
    /// Uploads that only this task names are destroyed with it. When the call returns, the bytes are overwritten on the
    /// medium, as far as the file system and the drive write in place. When it throws, the tombstone may be durable
    /// already; repeat the call, and the next start finishes what is left in any case.
    public func erase(_ id: ObjectID) async throws(StorageError) {
        let now = time.now
        let trailer = FrameTrailer(storedAt: now, expiresAt: expiry(configuration.tombstoneLifetime, from: now))
        _ = try await writer.append(Append(kind: .tombstone, id: id, contents: [], trailer: trailer))
        // Also when the tombstone was there: another call may have left something, or may still be at it.
        try await housekeeping.run { () throws(StorageError) in
            let (places, segments) = self.index.withLock {
                ($0.unreachable(of: id), $0.segments.mapValues(\.segment))
            }
            guard !places.isEmpty else { return }
            try FrameDestruction.overwrite(places, in: segments)
            self.index.withLock { $0.noteDestroyed(places) }
        }
    }
}
