// SPDX-License-Identifier: Apache-2.0

/// A task's public name: 128 bits, of which nobody can guess 118; the first ten tell its queue where it is.
///
/// Text: 26 digits of base 32 with the extended hexadecimal alphabet in lower case (RFC 4648, section 7), without
/// padding. It stands in addresses as it is, and sorts as its bits do.
public struct TaskIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many characters the text has.
    public static let characterCount = 26

    /// The bits.
    public let bits: UInt128

    /// An identifier of these bits.
    public init(bits: UInt128) { self.bits = bits }

    /// A new identifier.
    ///
    /// - Parameter generator: Has to be unpredictable where clients see the identifier.
    public init(using generator: inout some RandomNumberGenerator) {
        bits = UInt128(generator.next()) << 64 | UInt128(generator.next())
    }

    /// The identifier that a text says; `nil` when it is none.
    ///
    /// Exactly one text says each identifier.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.characterCount else { return nil }
        var bits: UInt128 = 0
        for (place, byte) in text.utf8.enumerated() {
            guard let digit = Self.digit(byte) else { return nil }
            if place < Self.characterCount - 1 {
                bits = bits << 5 | UInt128(digit)
            } else {
                // 26 digits hold 130 bits; the last two say nothing.
                guard digit & 3 == 0 else { return nil }
                bits = bits << 3 | UInt128(digit >> 2)
            }
        }
        self.bits = bits
    }

    /// An identifier as hard to guess but for its first two digits.
    ///
    /// - Parameter number: What these say, 0 to 1,023.
    /// - Returns: The same identifier but for them.
    public func beginning(with number: Int) -> TaskIdentifier {
        precondition((0..<1024).contains(number), "two digits say no \(number)")
        return TaskIdentifier(bits: (bits << 10) >> 10 | (UInt128(number) << 118))
    }

    /// The text.
    public var description: String {
        let digits = Array("0123456789abcdefghijklmnopqrstuv".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(Self.characterCount)
        for place in 0..<Self.characterCount - 1 { text.append(digits[Int(bits >> UInt128(123 - 5 * place) & 31)]) }
        text.append(digits[Int(bits & 7) << 2])
        return String(decoding: text, as: UTF8.self)
    }

    /// The order of the bits, and of the texts.
    public static func < (left: TaskIdentifier, right: TaskIdentifier) -> Bool { left.bits < right.bits }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "v"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
