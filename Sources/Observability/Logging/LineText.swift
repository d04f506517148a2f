// SPDX-License-Identifier: Apache-2.0

/// Bytes of one line, appended within a limit.
struct LineText {
    private(set) var bytes: [UInt8] = []
    /// Whether anything had to be left out.
    private(set) var isCut = false
    /// Whether a part of the line's structure is missing since the last ``cut(to:)``; it is then no line.
    private(set) var isBroken = false
    /// What may be appended before the line is closed.
    private let limit: Int

    /// An empty line that keeps `tail` bytes free for whatever closes it.
    init(tail: Int) {
        limit = LogLine.byteCountMax - tail
        bytes.reserveCapacity(512)
    }

    /// Appends ASCII text of our own, beyond the limit if need be.
    mutating func close(with text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends ASCII text of our own.
    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a number; JSON has none that is not finite, so these become texts.
    mutating func append(number: Double) {
        if number.isFinite { append(plain: "\(number)") } else { append(quoted: "\(number)") }
    }

    /// Appends text without quotes; it must need no escapes.
    mutating func append(plain text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    mutating func append(time: UnixTime) { time.append(to: &bytes) }

    /// Takes back everything after a place, because it did not fit.
    mutating func cut(to count: Int) {
        bytes.removeLast(bytes.count - count)
        isCut = true
        isBroken = false
    }

    private mutating func append(_ run: UnsafeBufferPointer<UInt8>) {
        guard bytes.count + run.count <= limit else {
            isBroken = true
            return
        }
        bytes.append(contentsOf: run)
    }

    /// Appends a text in quotes, escaped as JSON wants it (RFC 8259, section 7), cut between characters where it is
    /// longer than `byteCountMax` or than the line has room.
    ///
    /// Also escaped are what a terminal or a reader of lines would obey: DEL, the C1 controls, the separators of lines
    /// and paragraphs, and the marks that turn the direction of text.
    mutating func append(quoted text: String, atMost byteCountMax: Int = LogLine.valueByteCountMax) {
        var text = URLRedaction.redacted(text)
        guard bytes.count + 2 <= limit else {
            isBroken = true
            return
        }
        bytes.append(UInt8(ascii: "\""))
        // A byte stays free for the closing quote.
        let end = min(limit - 1, bytes.count + byteCountMax)
        text.withUTF8 { appendEscaped($0, upTo: end) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, upTo end: Int) {
        var start = 0
        var index = 0
        while index < text.count {
            let width = Self.escapedWidth(text, at: index)
            guard width > 0 else {
                index += 1
                continue
            }
            guard appendRun(text, start..<index, upTo: end) else { return }
            guard appendEscape(text, index..<index + width, upTo: end) else { return }
            index += width
            start = index
        }
        _ = appendRun(text, start..<text.count, upTo: end)
    }

    /// Bytes of the character at a place when it has to be escaped, otherwise zero.
    private static func escapedWidth(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let byte = text[index]
        if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F { return 1 }
        if byte == 0xC2 { return text[index + 1] < 0xA0 ? 2 : 0 }
        guard byte == 0xE2 else { return 0 }
        // U+2028…U+202E are E2 80 A8…AE, U+2066…U+2069 are E2 81 A6…A9.
        let isHidden =
            switch text[index + 1] {
            case 0x80: (0xA8...0xAE).contains(text[index + 2])
            case 0x81: (0xA6...0xA9).contains(text[index + 2])
            default: false
            }
        return isHidden ? 3 : 0
    }

    /// Appends bytes that need no escape, as many whole characters of them as fit; says whether all did.
    private mutating func appendRun(
        _ text: UnsafeBufferPointer<UInt8>,
        _ run: Range<Int>,
        upTo end: Int
    ) -> Bool {
        var count = run.count
        let fits = bytes.count + count <= end
        if !fits {
            isCut = true
            count = max(0, end - bytes.count)
            while count > 0 && text[run.lowerBound + count] & 0xC0 == 0x80 { count -= 1 }
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run.lowerBound..<run.lowerBound + count]))
        return fits
    }

    private mutating func appendEscape(
        _ text: UnsafeBufferPointer<UInt8>,
        _ character: Range<Int>,
        upTo end: Int
    ) -> Bool {
        guard bytes.count + 6 <= end else {
            isCut = true
            return false
        }
        let first = text[character.lowerBound]
        bytes.append(UInt8(ascii: "\\"))
        switch first {
        case 0x22, 0x5C: bytes.append(first)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default: appendCodePoint(Self.codePoint(text, character))
        }
        return true
    }

    private static func codePoint(_ text: UnsafeBufferPointer<UInt8>, _ character: Range<Int>) -> Int {
        let first = Int(text[character.lowerBound])
        var value = character.count == 1 ? first : character.count == 2 ? first & 0x1F : first & 0x0F
        for index in character.dropFirst() { value = value << 6 | Int(text[index] & 0x3F) }
        return value
    }

    private mutating func appendCodePoint(_ value: Int) {
        bytes.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(value >> shift & 15)
            bytes.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }
}
