// SPDX-License-Identifier: Apache-2.0

/// A frame that was found, with its file held open.
struct LocatedFrame: Sendable {
    let segment: SegmentFile
    let place: FramePlace
    let trailer: FrameTrailer

    var file: Descriptor { segment.file }
}

extension SegmentStore {
    /// Reads something of the frame of a kind that counts for an object; blocks.
    ///
    /// - Parameters:
    ///   - kind: The kind of frame.
    ///   - id: The object.
    ///   - body: Reads; nil says that the bytes are not as written.
    /// - Returns: What `body` read while the frame was in place.
    /// - Throws: `notFound`, `erased`, `damaged`.
    func reading<Value>(
        _ kind: FrameKind,
        _ id: ObjectID,
        _ body: (LocatedFrame) throws(StorageError) -> Value?
    ) throws(StorageError) -> Value {
        while true {
            let (segment, place) = try find(kind, id)
            var value: Value?
            if let trailer = try FrameReader.trailer(at: place, in: segment.file) {
                value = try body(LocatedFrame(segment: segment, place: place, trailer: trailer))
            }
            // A frame is destroyed only after the index gave it up, so what was read of it before that is sound. If it
            // was erased or copied elsewhere meanwhile, look again.
            guard index.withLock({ $0.place(of: kind, id) }) == place else { continue }
            guard let value else {
                throw StorageError(.damaged, "\(segment.name) does not hold at \(place.offset) what was written there")
            }
            return value
        }
    }

    private func find(_ kind: FrameKind, _ id: ObjectID) throws(StorageError) -> (SegmentFile, FramePlace) {
        let now = time.now
        let (found, isErased) = index.withLock { index -> ((SegmentFile, FramePlace)?, Bool) in
            guard let place = index.place(of: kind, id), !index.isExpired(kind, id, now: now),
                let segment = index.segments[place.segment]?.segment
            else { return (nil, index.tasks[id]?.tombstone != nil) }
            return ((segment, place), false)
        }
        guard let found else { throw isErased ? StorageError.erasedObject : StorageError.missingObject }
        return found
    }

    /// A part of a frame; blocks.
    ///
    /// - Parameters:
    ///   - index: Which part.
    ///   - frame: Of what.
    ///   - range: The bytes wanted; nil for all of them, checked against their digest.
    ///   - checksFiles: Whether a whole part that is handed out as a file is checked too.
    /// - Returns: The part, or nil when it is not what its digest says.
    /// - Throws: `rangeInvalid`, `failed`.
    func read(
        part index: Int,
        of frame: LocatedFrame,
        range: Range<Int>?,
        checksFiles: Bool
    ) throws(StorageError) -> ObjectBody? {
        let sum = frame.trailer.parts[index].sum
        let wanted = range ?? 0..<sum.byteCount
        guard wanted.lowerBound >= 0, wanted.upperBound <= sum.byteCount else {
            throw StorageError(
                .rangeInvalid,
                "bytes \(wanted) do not lie in an object of \(sum.byteCount) bytes",
                measured: wanted.upperBound,
                limit: sum.byteCount
            )
        }
        let start = frame.place.bodyOffset + frame.trailer.bodyOffset(of: index) + wanted.lowerBound
        if wanted.count > configuration.bytesInMemoryMax {
            if checksFiles, range == nil,
                try !FrameReader.isWhole(index, of: frame.trailer, at: frame.place, in: frame.file)
            {
                return nil
            }
            return .file(FileRange(file: frame.file, offset: start, byteCount: wanted.count))
        }
        if range != nil { return .bytes(try frame.file.read(at: start, count: wanted.count)) }
        return try FrameReader.part(index, of: frame.trailer, at: frame.place, in: frame.file).map(ObjectBody.bytes)
    }
}

extension ObjectIndex {
    /// Whether an object's time is over, though no sweep came by yet.
    func isExpired(_ kind: FrameKind, _ id: ObjectID, now: Int64) -> Bool {
        switch kind {
        case .result: (tasks[id]?.result?.expiresAt ?? .max) <= now
        case .final: (tasks[id]?.final?.expiresAt ?? .max) <= now
        case .upload: (uploads[id]?.expiresAt ?? .max) <= now && uploadReferences[id] == nil
        default: false
        }
    }
}
