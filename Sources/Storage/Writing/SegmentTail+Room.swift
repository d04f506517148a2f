// SPDX-License-Identifier: Apache-2.0

extension SegmentTail {
    /// Makes sure that a segment and its successor exist.
    mutating func prepare() throws(StorageError) {
        if ready == nil { ready = try create(segmentBytes) }
        if active == nil { try advance(isRefusable: true, frameLength: 0) }
    }

    /// Goes on in a new segment.
    mutating func advance(isRefusable: Bool, frameLength: Int) throws(StorageError) {
        if let active { try flush(into: active) }
        let needed = SegmentFile.headerLength + voids.count * 256 + frameLength + SegmentSeal.byteCount
        let next = needed > segmentBytes ? try largeSegment(needed) : try nextSegment(isRefusable: isRefusable)
        if let active { full.append((active, offset)) }
        active = next
        activeBytes = max(needed, segmentBytes)
        offset = SegmentFile.headerLength
        index.withLock { $0.segments[next.number] = SegmentState(next) }
    }

    /// A segment for one record that is larger than segments are.
    private mutating func largeSegment(_ byteCount: Int) throws(StorageError) -> SegmentFile {
        let large = try create(byteCount)
        guard let reserve = ready else { return large }
        // The order of the numbers is the order of writing, so the one that lies ready moves behind.
        ready = try reserve.renumbered(nextNumber, in: folder)
        unsyncedNames.insert(nextNumber)
        nextNumber += 1
        return large
    }

    /// The segment that lies ready, and another one in its place.
    private mutating func nextSegment(isRefusable: Bool) throws(StorageError) -> SegmentFile {
        if ready == nil { ready = try create(segmentBytes) }
        let next = ready
        do throws(StorageError) {
            ready = try create(segmentBytes)
        } catch {
            // New work leaves the reserve alone.
            if isRefusable { throw error }
            ready = nil
        }
        guard let next else { throw StorageError(.failed, "there is no segment to write to") }
        return next
    }

    private mutating func create(_ byteCount: Int) throws(StorageError) -> SegmentFile {
        let segment = try SegmentFile.create(number: nextNumber, byteCount: byteCount, in: folder)
        unsyncedNames.insert(nextNumber)
        nextNumber += 1
        return segment
    }

    mutating func writeVoids(time: Int64) throws(StorageError) {
        let kept = index.withLock { Set($0.segments.keys) }
        voids.removeAll { !kept.contains($0.segment) }
        for position in voids {
            let trailer = FrameTrailer(
                storedAt: time,
                expiresAt: 0,
                attributes: FrameAttributes.encode(void: position)
            )
            let append = Append(kind: .void, id: ObjectID(tenant: "", name: ""), contents: [], trailer: trailer)
            let (header, place) = try put(append)
            voidFrames.append((header, place, trailer))
        }
    }
}
