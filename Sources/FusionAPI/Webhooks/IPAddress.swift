// SPDX-License-Identifier: Apache-2.0

/// An address of the Internet Protocol, of either version.
public enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    case v6(UInt128)

    /// Reads the one strict text of each version.
    ///
    /// Four decimal numbers without leading zeros (RFC 6943, section 3.1.1), or RFC 4291, section 2.2, without a zone.
    ///
    /// `127.1`, `0x7f.0.0.1` and `0177.0.0.1`, which some libraries take for addresses, are none.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: ":")) {
            guard let value = Self.version6(bytes[...]) else { return nil }
            self = .v6(value)
        } else {
            guard let value = Self.version4(bytes[...]) else { return nil }
            self = .v4(value)
        }
    }

    private static func version4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var number = 0
            for byte in part {
                guard let digit = byte.decimalDigit else { return nil }
                number = number * 10 + digit
            }
            guard number <= 255 else { return nil }
            value = value << 8 | UInt32(number)
        }
        return value
    }

    private static func version6(_ text: ArraySlice<UInt8>) -> UInt128? {
        guard let gap = gaps(text) else { return nil }
        guard let place = gap.first else {
            guard let groups = groups(text), groups.count == 8 else { return nil }
            return groups.reduce(0) { $0 << 16 | UInt128($1) }
        }
        guard let head = groups(text[..<place], endsAddress: false), let tail = groups(text[(place + 2)...])
        else { return nil }
        // Two colons stand for at least one group.
        guard head.count + tail.count <= 7 else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - head.count - tail.count)
        return (head + zeros + tail).reduce(0) { $0 << 16 | UInt128($1) }
    }

    /// Where two colons follow one another; `nil` when they do so twice.
    private static func gaps(_ text: ArraySlice<UInt8>) -> [Int]? {
        let colon = UInt8(ascii: ":")
        let places = text.indices.dropLast().filter { text[$0] == colon && text[$0 + 1] == colon }
        return places.count <= 1 ? places : nil
    }

    /// Groups of four hexadecimal digits; the last two of an address may be written as four decimal numbers.
    private static func groups(_ text: ArraySlice<UInt8>, endsAddress: Bool = true) -> [UInt16]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (place, part) in parts.enumerated() {
            if endsAddress, place == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let value = version4(part) else { return nil }
                groups.append(UInt16(value >> 16))
                groups.append(UInt16(value & 0xFFFF))
                continue
            }
            guard (1...4).contains(part.count) else { return nil }
            var group: UInt16 = 0
            for byte in part {
                guard let digit = byte.hexadecimalDigit else { return nil }
                group = group << 4 | UInt16(digit)
            }
            groups.append(group)
        }
        return groups
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as it is written where nothing else is: `192.0.2.1`, `2001:db8:0:0:0:0:0:1`.
    public var description: String {
        switch self {
        case .v4(let bits): stride(from: 24, through: 0, by: -8).map { String(bits >> $0 & 255) }.joined(separator: ".")
        case .v6(let bits):
            stride(from: 112, through: 0, by: -16).map { String(bits >> $0 & 0xFFFF, radix: 16) }
                .joined(separator: ":")
        }
    }
}
