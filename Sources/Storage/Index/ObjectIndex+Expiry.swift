// SPDX-License-Identifier: Apache-2.0

extension ObjectIndex {
    /// Forgets what expired before `now`.
    ///
    /// - Returns: How many objects that were.
    mutating func expire(now: Int64) -> Int {
        var count = 0
        for item in expirations.takeDue(now: now) where expire(item, now: now) { count += 1 }
        return count
    }

    private mutating func expire(_ item: ExpirationCalendar.Item, now: Int64) -> Bool {
        switch item {
        case .result(let id):
            guard let result = tasks[id]?.result, result.expiresAt <= now else { return false }
            retire(result.place, id)
            tasks[id]?.result = nil
            dropIfEmpty(id)
        case .final(let id):
            guard let entry = tasks[id], let final = entry.final, final.expiresAt <= now else { return false }
            retire(final.place, id)
            finals.remove(id, createdAt: entry.finalCreatedAt)
            tasks[id]?.final = nil
            // The task ended long ago: inputs that nobody removed must not outlive what is known of it.
            removeAccept(of: id)
            dropIfEmpty(id)
        case .upload(let id):
            guard let upload = uploads[id], upload.expiresAt <= now, uploadReferences[id] == nil else { return false }
            retire(upload.place, id)
            uploads[id] = nil
        case .tombstone(let id):
            guard let tombstone = tasks[id]?.tombstone, tombstone.expiresAt <= now else { return false }
            retire(tombstone.place, id)
            tasks[id]?.tombstone = nil
            dropIfEmpty(id)
        }
        return true
    }
}
