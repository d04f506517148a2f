// SPDX-License-Identifier: Apache-2.0

extension SegmentTail {
    /// Waits until everything of this group is on the medium.
    ///
    /// One wait serves all appends of the group.
    mutating func sync() throws(StorageError) {
        if let active { try flush(into: active) }
        for (segment, _) in group { try segment.file.syncData() }
        // A file whose name is not durable is as good as not written.
        if group.contains(where: { unsyncedNames.contains($0.segment.number) }) {
            try folder.sync()
            unsyncedNames.removeAll()
        }
    }

    /// After a sync that worked: notes how far the segments reach and seals those that are full.
    mutating func finishGroup() {
        for (segment, _) in group where segment === active { note(segment, end: offset, isFull: false) }
        for (segment, end) in full { seal(segment, end: end) }
        if !voidFrames.isEmpty {
            for frame in voidFrames { index.withLock { _ = $0.apply(frame.header, at: frame.place, frame.trailer) } }
            voidFrames.removeAll()
            voids.removeAll()
        }
        full.removeAll()
        group.removeAll()
    }

    /// After a failure: nothing of this group was acknowledged, and nothing more is written to its segments.
    ///
    /// After a failed sync the system may have dropped the pages, and a second sync would report success (Rebello et
    /// al. 2020, "Can applications recover from fsync failures?").
    mutating func poison() {
        let written = group
        for (segment, start) in written {
            voids.append(SegmentPosition(segment: segment.number, offset: UInt32(start)))
            // Gives the room back. When this fails too, the void still says what not to believe.
            try? segment.file.truncate(to: start)
            note(segment, end: start, isFull: true)
            index.withLock { $0.segments[segment.number]?.isPoisoned = true }
        }
        for (segment, end) in full where !written.contains(where: { $0.segment === segment }) {
            seal(segment, end: end)
        }
        if let segment = active, !written.contains(where: { $0.segment === segment }) {
            note(segment, end: offset, isFull: true)
        }
        pieces.removeAll()
        group.removeAll()
        full.removeAll()
        voidFrames.removeAll()
        active = nil
    }

    private func seal(_ segment: SegmentFile, end: Int) {
        // A seal only spares the next start a look at every byte, so its failure does no harm.
        try? SegmentSeal.write(at: end, of: segment)
        note(segment, end: end, isFull: true)
    }

    private func note(_ segment: SegmentFile, end: Int, isFull: Bool) {
        index.withLock {
            $0.segments[segment.number]?.writtenBytes = end
            $0.segments[segment.number]?.isFull = isFull
        }
    }

    /// Seals the newest segment and removes the one that lies ready, so that the next start has little to read.
    mutating func close() {
        finishGroup()
        if let active { seal(active, end: offset) }
        if let ready { try? folder.remove(ready.name) }
        active = nil
        ready = nil
    }
}
