// SPDX-License-Identifier: Apache-2.0

/// A value of RESP3, the protocol of Redis and Valkey.
///
/// Source: <https://github.com/redis/redis-specifications/blob/master/protocol/RESP3.md>. Streamed strings and
/// aggregates, which no server sends, are not known here.
public enum RESPValue: Hashable, Sendable {
    /// A short text, such as `OK`.
    case simple(String)
    /// Bytes.
    case bytes([UInt8])
    /// A whole number.
    case integer(Int)
    /// A number.
    case double(Double)
    /// True or false.
    case boolean(Bool)
    /// Nothing.
    case null
    /// An integer of any length, as its digits.
    case bigNumber(String)
    /// What the server did not do, and why.
    case error(RESPServerError)
    /// Values in order.
    case array([RESPValue])
    /// Values without order.
    case set([RESPValue])
    /// Pairs in the order in which they came.
    case map([Pair])
    /// What the server says unasked; its first element tells the kind.
    case push([RESPValue])

    /// A key and its value.
    public struct Pair: Hashable, Sendable {
        /// The key.
        public let key: RESPValue
        /// The value.
        public let value: RESPValue

        /// A pair.
        public init(_ key: RESPValue, _ value: RESPValue) {
            self.key = key
            self.value = value
        }
    }
}

extension RESPValue {
    /// The bytes of a text or of bytes; `nil` for anything else.
    public var content: [UInt8]? {
        switch self {
        case .bytes(let bytes): bytes
        case .simple(let text), .bigNumber(let text): Array(text.utf8)
        default: nil
        }
    }

    /// The text of a text or of bytes; `nil` for anything else.
    ///
    /// Bytes that are no UTF-8 are replaced.
    public var text: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .simple(let text), .bigNumber(let text): text
        default: nil
        }
    }

    /// A whole number, also where it came as a text, as it does out of a hash; `nil` for anything else.
    public var number: Int? {
        switch self {
        case .integer(let number): number
        case .boolean(let isTrue): isTrue ? 1 : 0
        case .bytes, .simple: text.flatMap { Int($0) }
        default: nil
        }
    }

    /// The elements of an array, a set or a push; `nil` for anything else.
    public var elements: [RESPValue]? {
        switch self {
        case .array(let elements), .set(let elements), .push(let elements): elements
        default: nil
        }
    }

    /// The pairs of a map, or of an array that alternates keys and values as RESP2 has it; `nil` for anything else.
    public var pairs: [Pair]? {
        switch self {
        case .map(let pairs): return pairs
        case .array(let elements) where elements.count.isMultiple(of: 2):
            return stride(from: 0, to: elements.count, by: 2).map { Pair(elements[$0], elements[$0 + 1]) }
        default: return nil
        }
    }

    /// The value of a map's key; `nil` where there is none.
    public subscript(_ key: String) -> RESPValue? { pairs?.last { $0.key.text == key }?.value }
}
