// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Two bytes, the most significant first; `nil` past the end.
    func big16(at offset: Int) -> Int? {
        guard offset >= 0, offset <= count - 2 else { return nil }
        return Int(self[offset]) << 8 | Int(self[offset + 1])
    }

    /// Four bytes, the most significant first; `nil` past the end.
    func big32(at offset: Int) -> Int? {
        guard let high = big16(at: offset), let low = big16(at: offset + 2) else { return nil }
        return high << 16 | low
    }

    /// Four bytes, the least significant first; `nil` past the end.
    func little32(at offset: Int) -> Int? {
        guard offset >= 0, offset <= count - 4 else { return nil }
        return Int(self[offset]) | Int(self[offset + 1]) << 8 | Int(self[offset + 2]) << 16 | Int(self[offset + 3])
            << 24
    }

    /// Whether the bytes from `offset` on are these; `false` when they reach past the end.
    func holds(_ text: StaticString, at offset: Int) -> Bool {
        let wanted = text.description.utf8
        guard offset >= 0, offset <= count - wanted.count else { return false }
        return self[offset...].starts(with: wanted)
    }

    /// Four bytes, the most significant first.
    static func big32(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// The given number of bytes, the least significant first.
    static func little(_ value: Int, byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
