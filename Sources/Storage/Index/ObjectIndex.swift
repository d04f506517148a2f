// SPDX-License-Identifier: Apache-2.0

/// Where everything lies: ids to places, in memory, rebuilt from the segments when the store is opened.
///
/// One durable frame after the other is applied to it, in the same way while running and at recovery.
struct ObjectIndex: Sendable {
    struct UploadEntry: Sendable {
        var place: FramePlace
        var expiresAt: Int64
    }

    var tasks: [ObjectID: TaskEntry] = [:]
    var uploads: [ObjectID: UploadEntry] = [:]
    /// How many accepted records name an upload.
    var uploadReferences: [ObjectID: Int] = [:]
    var finals = FinalRecordOrder()
    var expirations = ExpirationCalendar()
    var segments: [UInt32: SegmentState] = [:]
    /// Frames that nothing refers to and whose room was not given back yet, with the object to be erased with.
    var retired: [FramePlace: ObjectID] = [:]
    /// Frames that stay until their segment goes, or are erased: originals of copies, which somebody may be sending,
    /// and damaged ones.
    var held: [FramePlace: ObjectID] = [:]
    /// Removals of inputs that still have to be carried out on the disk.
    var removals: [FramePlace: ObjectID] = [:]
    /// Poisoned segments and the frames that say so.
    var voids: [UInt32: FramePlace] = [:]

    /// Takes a frame that is durable into account.
    ///
    /// - Returns: The frames that an erasure made unreachable and that must be overwritten.
    @discardableResult
    mutating func apply(_ frame: FrameHeader, at place: FramePlace, _ trailer: FrameTrailer) -> [FramePlace] {
        add(place)
        switch frame.kind {
        case .accept: applyAccept(frame, place, trailer)
        case .result: applyResult(frame, place, trailer)
        case .final: applyFinal(frame, place, trailer)
        case .upload: applyUpload(frame, place, trailer)
        case .tombstone: return applyTombstone(frame, place, trailer)
        case .inputsRemoved:
            removals[place] = frame.id
            removeAccept(of: frame.id)
        case .void:
            applyVoid(frame, place, trailer)
        case .seal: break
        }
        return []
    }

    private mutating func applyAccept(_ frame: FrameHeader, _ place: FramePlace, _ trailer: FrameTrailer) {
        var entry = tasks[frame.id] ?? TaskEntry()
        guard entry.tombstone == nil, entry.position == nil || frame.isRelocated else { return retire(place, frame.id) }
        if let earlier = entry.accept { hold(earlier, frame.id) }
        if entry.position == nil {
            entry.uploads = trailer.uploads
            for upload in entry.uploads { uploadReferences[upload, default: 0] += 1 }
        }
        entry.accept = place
        entry.position = place.position
        tasks[frame.id] = entry
        segments[place.segment]?.accepts.append((place.offset, frame.id))
    }

    private mutating func applyResult(_ frame: FrameHeader, _ place: FramePlace, _ trailer: FrameTrailer) {
        var entry = tasks[frame.id] ?? TaskEntry()
        guard entry.tombstone == nil, entry.result == nil || frame.isRelocated else { return retire(place, frame.id) }
        if let earlier = entry.result { hold(earlier.place, frame.id) }
        entry.result = TaskEntry.Expiring(place: place, expiresAt: trailer.expiresAt)
        tasks[frame.id] = entry
        expirations.add(.result(frame.id), at: trailer.expiresAt)
    }

    private mutating func applyFinal(_ frame: FrameHeader, _ place: FramePlace, _ trailer: FrameTrailer) {
        var entry = tasks[frame.id] ?? TaskEntry()
        guard entry.tombstone == nil, entry.final == nil || frame.isRelocated,
            let attributes = FrameAttributes.final(trailer.attributes)
        else { return retire(place, frame.id) }
        if let earlier = entry.final { hold(earlier.place, frame.id) }
        if entry.final == nil { finals.insert(frame.id, createdAt: attributes.createdAt) }
        entry.final = TaskEntry.Expiring(place: place, expiresAt: trailer.expiresAt)
        entry.finalCreatedAt = attributes.createdAt
        tasks[frame.id] = entry
        expirations.add(.final(frame.id), at: trailer.expiresAt)
    }

    private mutating func applyUpload(_ frame: FrameHeader, _ place: FramePlace, _ trailer: FrameTrailer) {
        guard uploads[frame.id] == nil || frame.isRelocated else { return retire(place, frame.id) }
        if let earlier = uploads[frame.id] { hold(earlier.place, frame.id) }
        uploads[frame.id] = UploadEntry(place: place, expiresAt: trailer.expiresAt)
        expirations.add(.upload(frame.id), at: trailer.expiresAt)
    }

    private mutating func applyTombstone(
        _ frame: FrameHeader,
        _ place: FramePlace,
        _ trailer: FrameTrailer
    ) -> [FramePlace] {
        var freed: [FramePlace] = []
        let entry = tasks[frame.id] ?? TaskEntry()
        freed += [entry.accept, entry.result?.place, entry.final?.place].compactMap(\.self)
        _ = removeUnnamed(removeReferences(of: frame.id), for: frame.id)
        if entry.final != nil { finals.remove(frame.id, createdAt: entry.finalCreatedAt) }
        freed.forEach { retire($0, frame.id) }
        // What was replaced or given up before may still lie on the disk.
        freed = unreachable(of: frame.id)
        if let earlier = entry.tombstone { retire(earlier.place, frame.id) }
        var erased = TaskEntry()
        erased.tombstone = TaskEntry.Expiring(place: place, expiresAt: trailer.expiresAt)
        tasks[frame.id] = erased
        expirations.add(.tombstone(frame.id), at: trailer.expiresAt)
        return freed
    }

    /// Removes those of an erased task's uploads that no other task names.
    ///
    /// The task was the only one to use them, so they belong to what the tenant wants destroyed.
    mutating func removeUnnamed(_ names: [ObjectID], for id: ObjectID) -> [FramePlace] {
        var freed: [FramePlace] = []
        for name in names where uploadReferences[name] == nil {
            guard let upload = uploads.removeValue(forKey: name) else { continue }
            retire(upload.place, id)
            freed.append(upload.place)
        }
        return freed
    }

    private mutating func applyVoid(_ frame: FrameHeader, _ place: FramePlace, _ trailer: FrameTrailer) {
        guard let number = FrameAttributes.void(trailer.attributes)?.segment, segments[number] != nil else {
            return retire(place, frame.id)
        }
        if let earlier = voids.updateValue(place, forKey: number) { retire(earlier, frame.id) }
    }

    mutating func removeAccept(of id: ObjectID) {
        guard let accept = tasks[id]?.accept else { return }
        retire(accept, id)
        tasks[id]?.accept = nil
        _ = removeReferences(of: id)
        dropIfEmpty(id)
    }

    /// Takes back the references of a record; uploads whose hour is over and that nobody names are due at once.
    private mutating func removeReferences(of id: ObjectID) -> [ObjectID] {
        guard let references = tasks[id]?.uploads, !references.isEmpty else { return [] }
        tasks[id]?.uploads = []
        for upload in references {
            let count = (uploadReferences[upload] ?? 1) - 1
            uploadReferences[upload] = count > 0 ? count : nil
            if count <= 0, let entry = uploads[upload] { expirations.add(.upload(upload), at: entry.expiresAt) }
        }
        return references
    }

    mutating func dropIfEmpty(_ id: ObjectID) {
        if tasks[id]?.isEmpty == true { tasks[id] = nil }
    }
}
