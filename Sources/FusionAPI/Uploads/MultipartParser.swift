// SPDX-License-Identifier: Apache-2.0

/// Takes a multipart/form-data body apart as it comes in, without copying what is in the parts.
///
/// Who reads the body gives each chunk to ``next(in:from:)`` until that answers `nil`, and calls ``finish()`` after the
/// last one. Nothing is kept but one part's header fields and a number; what the parts may measure is for the caller to
/// say, who sees their bytes. After an error the parser is of no more use.
///
/// Source: RFC 7578; RFC 2046, section 5.1.1. A boundary counts only after CR LF and at the start of a line.
public struct MultipartParser: ~Copyable {
    private enum State {
        /// Before the first boundary.
        case preamble
        /// In a part.
        case part
        /// Behind the boundary that ended a part.
        case partEnd
        /// Behind a boundary: padding and a line break, or two hyphens.
        case boundaryLine
        /// In a part's header fields.
        case header
        /// Behind the last boundary.
        case epilogue
    }

    private let search: DelimiterSearch
    private let limits: MultipartLimits
    private var state = State.preamble
    /// How many of the delimiter's first bytes earlier chunks ended in.
    private var held: Int
    private var line: [UInt8] = []
    private var header: [UInt8] = []
    private var partCount = 0
    private var surroundingByteCount = 0

    /// A parser at the start of a body.
    public init(boundary: MultipartBoundary, limits: MultipartLimits = MultipartLimits()) {
        search = DelimiterSearch(boundary.delimiter)
        self.limits = limits
        // The body's start is a line's start, as if a line break stood before it.
        held = 2
    }

    /// Reads on in a chunk of the body.
    ///
    /// - Parameters:
    ///   - chunk: The next bytes of the body, any number of them.
    ///   - place: Where to read on: 0 for a new chunk; moved behind what was read.
    /// - Returns: What comes next; `nil` when the chunk is read to its end and another one is needed.
    /// - Throws: What is wrong with the body, as soon as no further bytes can mend it.
    public mutating func next(
        in chunk: Span<UInt8>,
        from place: inout Int
    ) throws(MultipartError) -> MultipartEvent? {
        while true {
            switch state {
            case .preamble:
                guard try skipPreamble(chunk, &place) else { return nil }
            case .part:
                return partBytes(chunk, &place)
            case .partEnd:
                state = .boundaryLine
                return .partEnded
            case .boundaryLine:
                guard let isLast = try boundaryLine(chunk, &place) else { return nil }
                if isLast { return .ended }
            case .header:
                guard let header = try partHeader(chunk, &place) else { return nil }
                return .partBegan(header)
            case .epilogue:
                try countSurrounding(chunk.count - place)
                place = chunk.count
                return nil
            }
        }
    }

    /// Says that the body is at its end.
    ///
    /// - Throws: `incomplete` when the last boundary has not come.
    public consuming func finish() throws(MultipartError) {
        guard state == .epilogue else { throw .incomplete }
    }

    private mutating func countSurrounding(_ count: Int) throws(MultipartError) {
        surroundingByteCount += count
        guard surroundingByteCount <= limits.surroundingByteCountMax else {
            throw .surroundingTooLong(limit: limits.surroundingByteCountMax)
        }
    }
}

extension MultipartParser {
    /// What a look for the delimiter came to.
    private enum Search {
        /// This many held bytes are no delimiter.
        case released(Int)
        /// These bytes are none; the next one may begin or follow it.
        case passed(Range<Int>)
        /// The delimiter is read.
        case found(after: Range<Int>)
        case needsMore
    }

    private mutating func find(_ chunk: Span<UInt8>, _ place: inout Int) -> Search {
        if held > 0 {
            let agreed = search.agreement(with: chunk, at: place, offset: held)
            if held + agreed == search.delimiter.count {
                place += agreed
                held = 0
                return .found(after: place..<place)
            }
            if place + agreed == chunk.count {
                held += agreed
                place = chunk.count
                return .needsMore
            }
            defer { held = 0 }
            return .released(held)
        }
        guard place < chunk.count else { return .needsMore }
        let start = place
        switch search.first(in: chunk, from: start) {
        case .whole(let found):
            place = found + search.delimiter.count
            return .found(after: start..<found)
        case .beginning(let found):
            place = chunk.count
            held = chunk.count - found
            return .passed(start..<found)
        case .none:
            place = chunk.count
            return .passed(start..<chunk.count)
        }
    }

    /// Whether the first boundary is read.
    private mutating func skipPreamble(_ chunk: Span<UInt8>, _ place: inout Int) throws(MultipartError) -> Bool {
        while true {
            switch find(chunk, &place) {
            case .released(let count): try countSurrounding(count)
            case .passed(let range): try countSurrounding(range.count)
            case .found(let range):
                try countSurrounding(range.count)
                surroundingByteCount = 0
                state = .boundaryLine
                return true
            case .needsMore: return false
            }
        }
    }

    private mutating func partBytes(_ chunk: Span<UInt8>, _ place: inout Int) -> MultipartEvent? {
        switch find(chunk, &place) {
        case .released(let count): return .heldBytes(search.delimiter[..<count])
        case .passed(let range): return range.isEmpty ? nil : .bytes(range)
        case .found(let range):
            state = range.isEmpty ? .boundaryLine : .partEnd
            return range.isEmpty ? .partEnded : .bytes(range)
        case .needsMore: return nil
        }
    }

    /// Whether the boundary was the last one; `nil` when its line has not come yet.
    private mutating func boundaryLine(_ chunk: Span<UInt8>, _ place: inout Int) throws(MultipartError) -> Bool? {
        while place < chunk.count {
            line.append(chunk[place])
            place += 1
            guard let isLast = try judgedLine() else { continue }
            line.removeAll(keepingCapacity: true)
            state = isLast ? .epilogue : .header
            return isLast
        }
        return nil
    }

    /// Whether the line is that of the last boundary; `nil` while it may become either.
    private func judgedLine() throws(MultipartError) -> Bool? {
        if line == Array("--".utf8) { return true }
        if line == Array("-".utf8) { return nil }
        switch line[line.count - 1] {
        case UInt8(ascii: "\r"), UInt8(ascii: " "), UInt8(ascii: "\t"):
            guard line.dropLast().last != UInt8(ascii: "\r"), line.first != UInt8(ascii: "-"),
                line.count <= limits.paddingByteCountMax + 1
            else { throw .malformedBoundaryLine }
            return nil
        case UInt8(ascii: "\n") where line.dropLast().last == UInt8(ascii: "\r"):
            guard partCount < limits.partCountMax else { throw .tooManyParts(limit: limits.partCountMax) }
            return false
        default: throw .malformedBoundaryLine
        }
    }

    /// The header fields when the empty line behind them is read.
    private mutating func partHeader(
        _ chunk: Span<UInt8>,
        _ place: inout Int
    ) throws(MultipartError) -> PartHeader? {
        while place < chunk.count {
            header.append(chunk[place])
            place += 1
            guard header.count <= limits.headerByteCountMax else {
                throw .headerTooLong(limit: limits.headerByteCountMax)
            }
            guard header.endsHeader else { continue }
            let fields = Array(header.dropLast(2))
            header.removeAll(keepingCapacity: true)
            state = .part
            partCount += 1
            // A part that its header's empty line ends, with no line break before the boundary, is allowed by RFC 2046
            // and written by nobody; it is not seen as one.
            return try PartHeader(fields, limits: limits)
        }
        return nil
    }
}

extension [UInt8] {
    /// Whether an empty line stands at the end, or alone.
    fileprivate var endsHeader: Bool {
        guard count >= 2, self[count - 1] == UInt8(ascii: "\n"), self[count - 2] == UInt8(ascii: "\r") else {
            return false
        }
        guard count > 2 else { return true }
        return count >= 4 && self[count - 3] == UInt8(ascii: "\n") && self[count - 4] == UInt8(ascii: "\r")
    }
}
