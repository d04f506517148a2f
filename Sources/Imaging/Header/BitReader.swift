// SPDX-License-Identifier: Apache-2.0

/// Reads numbers of any number of bits, the most significant bit first.
struct BitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next bits as a number; at most 32.
    mutating func bits(_ count: Int) throws(HeaderFault) -> Int {
        guard position + count <= bytes.count * 8 else { throw .malformed("a picture's parameters end too early") }
        var value = 0
        for _ in 0..<count {
            value = value << 1 | Int(bytes[position >> 3] >> UInt8(7 - position & 7) & 1)
            position += 1
        }
        return value
    }

    /// Whether the next bit is 1.
    mutating func flag() throws(HeaderFault) -> Bool { try bits(1) == 1 }

    mutating func skip(_ count: Int) { position += count }

    /// An Exp-Golomb number: `ue(v)` of HEVC, `uvlc()` of AV1.
    mutating func exponential() throws(HeaderFault) -> Int {
        var zeroCount = 0
        while try !flag() { zeroCount += 1 }
        guard zeroCount < 32 else { throw .malformed("a picture's parameters hold a number of more than 32 bits") }
        return (1 << zeroCount) - 1 + (try bits(zeroCount))
    }
}
