// SPDX-License-Identifier: Apache-2.0

/// Finds CR LF, two hyphens and a boundary in a chunk.
///
/// Horspool's search, which looks at one byte in about as many as the delimiter is long. Since CR stands in a delimiter
/// at its very start only, no two beginnings of it overlap: comparing is linear whatever the bytes are, and a beginning
/// that turns out to be none need not be searched again.
///
/// Source: Horspool 1980, "Practical fast searching in strings".
struct DelimiterSearch {
    /// What was found.
    enum Result: Equatable {
        /// The delimiter starts here.
        case whole(at: Int)
        /// The chunk ends within what may be one that starts here.
        case beginning(at: Int)
        case none
    }

    /// At most 74 bytes.
    let delimiter: [UInt8]
    /// How far to go on when the window ends in this byte.
    private let shifts: [256 of UInt8]

    init(_ delimiter: [UInt8]) {
        precondition((5...74).contains(delimiter.count), "a delimiter has 5 to 74 bytes, not \(delimiter.count)")
        var shifts = [256 of UInt8](repeating: UInt8(delimiter.count))
        for (place, byte) in delimiter.dropLast().enumerated() {
            shifts[Int(byte)] = UInt8(delimiter.count - 1 - place)
        }
        self.delimiter = delimiter
        self.shifts = shifts
    }

    /// The first delimiter, or what may become one, from a place on.
    func first(in chunk: Span<UInt8>, from start: Int) -> Result {
        let length = delimiter.count
        let last = delimiter[length - 1]
        var end = start + length - 1
        while end < chunk.count {
            let byte = chunk[end]
            if byte == last, matches(chunk, at: end + 1 - length) { return .whole(at: end + 1 - length) }
            end &+= Int(shifts[Int(byte)])
        }
        return beginning(in: chunk, from: max(start, chunk.count - (length - 1)))
    }

    /// How many bytes agree with the delimiter from its `offset` on, until one does not or the chunk or it ends.
    func agreement(with chunk: Span<UInt8>, at start: Int, offset: Int) -> Int {
        let count = min(chunk.count - start, delimiter.count - offset)
        var agreed = 0
        while agreed < count, chunk[start + agreed] == delimiter[offset + agreed] { agreed += 1 }
        return agreed
    }

    private func matches(_ chunk: Span<UInt8>, at start: Int) -> Bool {
        agreement(with: chunk, at: start, offset: 0) == delimiter.count
    }

    /// Whether the chunk ends in the first bytes of the delimiter: only its last CR can be where they start.
    private func beginning(in chunk: Span<UInt8>, from start: Int) -> Result {
        var place = chunk.count - 1
        while place >= start, chunk[place] != UInt8(ascii: "\r") { place -= 1 }
        guard place >= start, agreement(with: chunk, at: place, offset: 0) == chunk.count - place else { return .none }
        return .beginning(at: place)
    }
}
