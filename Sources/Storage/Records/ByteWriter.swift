// SPDX-License-Identifier: Apache-2.0

/// Collects little-endian fields.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        var rest = value
        for _ in 0..<(value.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// A text behind its length in two bytes; what does not fit is cut at the last whole character.
    mutating func append(text: String) {
        var kept = text
        while kept.utf8.count > Int(UInt16.max) { kept.removeLast() }
        append(UInt16(kept.utf8.count))
        append(kept.utf8)
    }
}
