// SPDX-License-Identifier: Apache-2.0

/// Reads the frames of one segment in order, past damage.
struct SegmentScanner {
    /// A frame and whether its body could be trusted.
    struct Frame {
        let header: FrameHeader
        let place: FramePlace
        /// Nil when the trailer is not as written: damaged, or overwritten because the object is gone.
        let trailer: FrameTrailer?
        /// False when the body was looked at and is not as written.
        let isBodyWhole: Bool
    }

    enum Ending: Equatable {
        /// A seal was found: everything before was checked once.
        case sealed
        /// Nothing follows but zeros.
        case open
        /// Something unfinished follows.
        case torn
    }

    static let windowBytes = 1 << 20

    private let segment: SegmentFile
    private let verifiesBodies: Bool
    private let fileSize: Int
    private var window: ArraySlice<UInt8> = []
    private var windowOffset = 0

    private(set) var damages: [SegmentDamage] = []
    /// Behind the last frame.
    private(set) var end = SegmentFile.headerLength
    private(set) var ending = Ending.open

    /// - Parameters:
    ///   - segment: What to read.
    ///   - verifiesBodies: Whether to look at every byte.
    ///   - end: Where to stop at the latest.
    /// - Throws: `failed` when the file cannot be read.
    init(_ segment: SegmentFile, verifiesBodies: Bool, end: Int? = nil) throws(StorageError) {
        self.segment = segment
        self.verifiesBodies = verifiesBodies
        fileSize = min(try segment.file.size(), end ?? .max)
        if try !segment.hasValidHeader() {
            damages.append(damage(at: 0, SegmentFile.headerLength, .header))
        }
    }

    /// The next frame, nil at the end.
    ///
    /// Damage in between is noted and stepped over.
    mutating func next() throws(StorageError) -> Frame? {
        guard ending == .open else { return nil }
        guard let offset = try nextFrameOffset() else { return nil }
        let bytes = try bytes(at: offset, count: FrameHeader.byteCount)
        guard let header = FrameHeader(bytes, offset: UInt32(offset), nonce: segment.nonce) else { return nil }
        if header.kind == .seal {
            ending = .sealed
            return nil
        }
        end = offset + header.frameLength
        return try frame(header, at: offset)
    }

    /// Where the next whole frame begins, at the end of the last one or behind damage.
    private mutating func nextFrameOffset() throws(StorageError) -> Int? {
        if try isFrame(at: end) { return end }
        let start = end
        guard let last = try lastByteNotZero(from: start) else { return nil }
        for offset in stride(from: start + FrameHeader.alignment, through: last, by: FrameHeader.alignment)
        where try isFrame(at: offset) {
            damages.append(damage(at: start, offset - start, .unreadable))
            return offset
        }
        damages.append(damage(at: start, last + 1 - start, .tornTail))
        ending = .torn
        return nil
    }

    /// Whether a header is right and the whole frame lies inside the file.
    private mutating func isFrame(at offset: Int) throws(StorageError) -> Bool {
        let bytes = try bytes(at: offset, count: FrameHeader.byteCount)
        // The magic first: this is asked for every eighth byte behind damage.
        guard bytes.count == FrameHeader.byteCount, bytes.starts(with: FrameHeader.magicBytes),
            let header = FrameHeader(bytes, offset: UInt32(offset), nonce: segment.nonce)
        else { return false }
        return offset + header.frameLength <= fileSize
    }

    private mutating func frame(_ header: FrameHeader, at offset: Int) throws(StorageError) -> Frame {
        let place = FramePlace(header, segment: segment.number, offset: UInt32(offset))
        let bytes = try bytes(at: place.trailerOffset, count: Int(header.trailerLength))
        guard Checksum.of(bytes) == header.trailerChecksum, let trailer = FrameTrailer(bytes) else {
            return Frame(header: header, place: place, trailer: nil, isBodyWhole: false)
        }
        guard verifiesBodies else { return Frame(header: header, place: place, trailer: trailer, isBodyWhole: true) }
        let isWhole = try FrameReader.isBodyWhole(of: trailer, at: place, in: segment.file)
        return Frame(header: header, place: place, trailer: trailer, isBodyWhole: isWhole)
    }

    /// Holes are passed over, so that a segment with little in it is soon read.
    private func lastByteNotZero(from start: Int) throws(StorageError) -> Int? {
        var last: Int?
        var offset = start
        while let data = try segment.file.nextData(from: offset), data < fileSize {
            let bytes = try segment.file.read(at: data, count: min(Self.windowBytes, fileSize - data))
            if let index = bytes.lastIndex(where: { $0 != 0 }) { last = data + index }
            offset = data + max(1, bytes.count)
        }
        return last
    }

    /// Bytes out of a window that moves forward, so that small frames and searches cost few reads.
    private mutating func bytes(at offset: Int, count: Int) throws(StorageError) -> ArraySlice<UInt8> {
        if offset < windowOffset || offset + count > windowOffset + window.count {
            // Sealed segments are read from header to header: what lies between is not fetched.
            let wanted = max(count, verifiesBodies || offset != end ? Self.windowBytes : 4096)
            window = try segment.file.read(at: offset, count: wanted)[...]
            windowOffset = offset
        }
        let start = offset - windowOffset
        return window[min(start, window.count)..<min(start + count, window.count)]
    }

    private func damage(at offset: Int, _ count: Int, _ reason: SegmentDamage.Reason) -> SegmentDamage {
        SegmentDamage(segment: segment.name, offset: offset, byteCount: count, reason: reason)
    }
}

extension FrameHeader {
    static let magicBytes: [UInt8] = (0..<4).map { UInt8(truncatingIfNeeded: magic >> (8 * $0)) }
}
