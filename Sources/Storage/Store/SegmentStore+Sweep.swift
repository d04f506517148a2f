// SPDX-License-Identifier: Apache-2.0

extension SegmentStore {
    /// Forgets what expired, empties segments that hold little, gives room back and removes what is empty.
    ///
    /// Call it every minute or so; the time it takes follows what expired, not what is stored.
    public func sweep() async throws(StorageError) -> SweepReport {
        var report = SweepReport()
        let now = time.now
        report.expiredObjects = try await writer.exclusively { [index] in index.withLock { $0.expire(now: now) } }
        report.punchedBytes = try await housekeeping.run { () throws(StorageError) in try self.punchRetired() }
        for frame in index.withLock({ [configuration] in $0.stragglers(threshold: configuration.compactionThreshold) })
        {
            if try await copyForward(frame) { report.copiedRecords += 1 }
        }
        report.removedSegments = try await housekeeping.run { () throws(StorageError) in
            try self.removeEmptySegments()
        }
        return report
    }

    /// Gives the room of retired frames back, and ends the removals that asked for it.
    private func punchRetired() throws(StorageError) -> Int {
        let (places, removals, segments) = index.withLock { index in
            // Segments without anything live are about to be removed whole.
            let kept = index.segments.filter { $0.value.liveFrames > 0 || !$0.value.isFull }
            let places = index.retired.filter { kept[$0.key.segment] != nil }
            let waiting = Set(index.retired.filter { kept[$0.key.segment] == nil }.values)
            let removals = index.removals.filter { !waiting.contains($0.value) }
            return (places, removals, kept.mapValues(\.segment))
        }
        guard !places.isEmpty || !removals.isEmpty else { return 0 }
        try FrameDestruction.punch(Array(places.keys), in: segments)
        // A removal may be forgotten only when its inputs cannot come back.
        let removed = Set(removals.values)
        let unsynced = Set(places.filter { removed.contains($0.value) }.map(\.key.segment))
        for number in unsynced.sorted() { try segments[number]?.file.syncData() }
        return index.withLock { index in
            let before = index.segments.values.reduce(0) { $0 + $1.punchedBytes }
            index.noteDestroyed(places.keys, removals: removals)
            return index.segments.values.reduce(0) { $0 + $1.punchedBytes } - before
        }
    }

    /// Copies a frame into the newest segment, unless it went meanwhile.
    private func copyForward(_ straggler: ObjectIndex.Straggler) async throws(StorageError) -> Bool {
        let append = try await housekeeping.run { () throws(StorageError) -> Append? in
            let place = straggler.place
            guard let segment = self.index.withLock({ $0.segments[place.segment]?.segment }),
                let trailer = try FrameReader.trailer(at: place, in: segment.file)
            else { return nil }
            var contents: [Content] = []
            for (index, part) in trailer.parts.enumerated() where part.upload == nil {
                guard let bytes = try FrameReader.part(index, of: trailer, at: place, in: segment.file) else {
                    return nil
                }
                contents.append(Content(bytes, sum: part.sum))
            }
            return Append(
                kind: straggler.kind,
                id: straggler.id,
                contents: contents,
                trailer: trailer,
                original: place
            )
        }
        guard let append, case .written = try await writer.append(append) else { return false }
        return true
    }

    private func removeEmptySegments() throws(StorageError) -> Int {
        try Self.removeEmptySegments(of: index, in: folder)
    }

    /// Removes full segments in which nothing lives; never the newest, since numbers must not come again.
    static func removeEmptySegments(of index: SharedIndex, in folder: DataFolder) throws(StorageError) -> Int {
        let empty = index.withLock { index in
            let newest = index.segments.keys.max()
            return index.segments.filter { $0.key != newest && $0.value.isFull && $0.value.liveFrames == 0 }
                .sorted { $0.key < $1.key }.map(\.value.segment)
        }
        guard !empty.isEmpty else { return 0 }
        for segment in empty { try folder.remove(segment.name) }
        // What expired must not come back with the next power cut.
        try folder.sync()
        for segment in empty { index.withLock { $0.removeSegment(segment.number) } }
        return empty.count
    }
}

extension ObjectIndex {
    /// A live frame in a segment that is worth emptying.
    struct Straggler: Sendable {
        let kind: FrameKind
        let id: ObjectID
        let place: FramePlace
    }

    /// The live frames of full segments of which less than `threshold` is live, in the order they lie.
    func stragglers(threshold: Double) -> [Straggler] {
        let holdsVoid = Set(voids.values.map(\.segment))
        let emptied = Set(
            segments.filter { number, state in
                guard state.isFull, state.liveFrames > 0, !holdsVoid.contains(number) else { return false }
                return state.isPoisoned || Double(state.liveBytes) < threshold * Double(state.writtenBytes)
            }.keys
        )
        guard !emptied.isEmpty else { return [] }
        var found: [Straggler] = []
        for (id, entry) in tasks {
            let places: [(FrameKind, FramePlace?)] = [
                (.accept, entry.accept), (.result, entry.result?.place), (.final, entry.final?.place),
                (.tombstone, entry.tombstone?.place),
            ]
            for case (let kind, let place?) in places where emptied.contains(place.segment) {
                found.append(Straggler(kind: kind, id: id, place: place))
            }
        }
        for (id, upload) in uploads where emptied.contains(upload.place.segment) {
            found.append(Straggler(kind: .upload, id: id, place: upload.place))
        }
        return found.sorted { $0.place.position < $1.place.position }
    }
}
