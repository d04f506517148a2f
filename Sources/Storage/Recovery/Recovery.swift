// SPDX-License-Identifier: Apache-2.0

/// Reads all segments of a folder and rebuilds the index.
///
/// Every frame is applied in the order it was written, so a tombstone or a removal finds what it concerns. Segments
/// without a seal are read whole and made durable first: after a crash their newest bytes may be in the system's
/// cache only, and what is reported here must not be taken back by a power cut.
struct Recovery {
    private let folder: DataFolder
    private let time: StoreTime
    private let tombstoneLifetime: Duration
    private(set) var index = ObjectIndex()
    private(set) var report = RecoveryReport()
    private(set) var nextNumber: UInt32 = 1
    private var voids: [UInt32: Int] = [:]
    private var suspects: [SegmentScanner.Frame] = []
    private var unfinishedErasures: [FramePlace] = []

    init(_ folder: DataFolder, time: StoreTime, tombstoneLifetime: Duration) {
        self.folder = folder
        self.time = time
        self.tombstoneLifetime = tombstoneLifetime
    }

    mutating func run() throws(StorageError) {
        let segments = try openSegments()
        for segment in segments { try collectVoids(of: segment) }
        for segment in segments { try replay(segment) }
        try folder.sync()
        reportSuspects()
        try finishErasures()
        _ = index.expire(now: time.now)
    }

    private mutating func openSegments() throws(StorageError) -> [SegmentFile] {
        var segments: [SegmentFile] = []
        for name in try folder.names() {
            if let segment = try SegmentFile.open(name, in: folder) { segments.append(segment) }
            if name.hasPrefix(DataFolder.spoolPrefix) { try folder.remove(name) }
        }
        segments.sort { $0.number < $1.number }
        nextNumber = (segments.last?.number ?? 0) + 1
        report.segmentCount = segments.count
        return segments
    }

    /// Voids stand at the start of the segment that followed the failure.
    private mutating func collectVoids(of segment: SegmentFile) throws(StorageError) {
        var scanner = try SegmentScanner(segment, verifiesBodies: false)
        while let frame = try scanner.next(), frame.header.kind == .void {
            guard let position = frame.trailer.flatMap({ FrameAttributes.void($0.attributes) }) else { continue }
            voids[position.segment] = Int(position.offset)
        }
    }

    private mutating func replay(_ segment: SegmentFile) throws(StorageError) {
        let isSealed = try SegmentSeal.isPresent(in: segment)
        if !isSealed { try segment.file.syncData() }
        var state = SegmentState(segment)
        state.isFull = true
        state.isPoisoned = voids[segment.number] != nil
        index.segments[segment.number] = state
        var scanner = try SegmentScanner(segment, verifiesBodies: !isSealed, end: voids[segment.number])
        let suspectsBefore = suspects.count
        while let frame = try scanner.next() { try apply(frame, of: segment) }
        report.damages += scanner.damages
        let end = scanner.end
        index.segments[segment.number]?.writtenBytes = end
        guard !isSealed else { return }
        // Where something is damaged, the next start has to look at every byte again to know it.
        if suspects.count == suspectsBefore {
            try SegmentSeal.write(at: end, of: segment)
        } else {
            try segment.file.truncate(to: end)
        }
    }

    private mutating func apply(_ frame: SegmentScanner.Frame, of segment: SegmentFile) throws(StorageError) {
        report.frameCount += 1
        guard let trailer = frame.trailer else { return try applyWithoutTrailer(frame, of: segment) }
        time.observe(trailer.storedAt)
        guard frame.isBodyWhole else { return suspects.append(frame) }
        unfinishedErasures += index.apply(frame.header, at: frame.place, trailer)
    }

    private mutating func applyWithoutTrailer(
        _ frame: SegmentScanner.Frame,
        of segment: SegmentFile
    ) throws(StorageError) {
        let bytes = try segment.file.read(at: frame.place.trailerOffset, count: Int(frame.place.trailerLength))
        guard bytes.contains(where: { $0 != 0 }) else {
            // A trailer of zeros is that of a frame which was erased or whose time was over.
            index.segments[segment.number]?.punchedBytes += frame.place.frameLength - FrameHeader.byteCount
            return
        }
        guard frame.header.kind == .tombstone || frame.header.kind == .inputsRemoved else {
            return suspects.append(frame)
        }
        // The header says all that matters, and what is to be gone stays gone.
        let expiresAt = time.now + tombstoneLifetime.milliseconds
        let trailer = FrameTrailer(storedAt: time.now, expiresAt: expiresAt)
        unfinishedErasures += index.apply(frame.header, at: frame.place, trailer)
        noteDamage(frame)
    }

    /// Frames whose bytes are not as written count as damage unless they are gone anyway.
    private mutating func reportSuspects() {
        for frame in suspects {
            let id = frame.header.id
            if index.tasks[id]?.tombstone != nil {
                unfinishedErasures.append(frame.place)
                // Its uploads go with it; they are not counted, since the record was not taken into account.
                unfinishedErasures += index.removeUnnamed(frame.trailer?.uploads ?? [], for: id)
            } else if !isGone(frame) {
                noteDamage(frame)
            }
            index.held[frame.place] = id
        }
    }

    /// Whether a frame was given up, and a crash came while its room was given back.
    private func isGone(_ frame: SegmentScanner.Frame) -> Bool {
        let (kind, id) = (frame.header.kind, frame.header.id)
        if index.place(of: kind, id) != nil { return true }
        if kind == .accept, index.removals.values.contains(id) { return true }
        return frame.trailer.map { $0.expiresAt > 0 && $0.expiresAt <= time.now } ?? false
    }

    private mutating func noteDamage(_ frame: SegmentScanner.Frame) {
        guard let segment = index.segments[frame.place.segment]?.segment else { return }
        report.damages.append(
            SegmentDamage(
                segment: segment.name,
                offset: Int(frame.place.offset),
                byteCount: frame.header.frameLength,
                reason: .checksum
            )
        )
    }

    /// An erasure that a crash interrupted left a tombstone, and perhaps some of the bytes.
    private mutating func finishErasures() throws(StorageError) {
        let segments = index.segments.mapValues(\.segment)
        try FrameDestruction.overwrite(unfinishedErasures, in: segments)
        index.noteDestroyed(unfinishedErasures)
    }
}
