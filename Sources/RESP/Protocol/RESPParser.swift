// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// Reads values from a stream of bytes that comes in pieces of any length.
///
/// What is complete of an aggregate is kept, so that no byte of it is looked at twice.
public struct RESPParser: Sendable {
    private enum Kind {
        case array, set, map, push, attribute
    }

    private struct Aggregate {
        let kind: Kind
        var missing: Int
        var elements: [RESPValue]
    }

    private let limits: RESPLimits
    private var open: [Aggregate] = []

    /// A parser at the beginning of a stream.
    public init(limits: RESPLimits = RESPLimits()) { self.limits = limits }

    /// Takes the next value.
    ///
    /// - Parameter buffer: What came and was not taken yet; what is taken of it is consumed.
    /// - Returns: The value; `nil` when more bytes are wanted.
    /// - Throws: When the bytes are no RESP3 or pass a limit; the stream is of no use then.
    public mutating func next(from buffer: inout ByteBuffer) throws(RESPProtocolError) -> RESPValue? {
        while let element = try element(from: &buffer) {
            switch element {
            case .value(let value): if let whole = close(with: value) { return whole }
            case .aggregate(let kind, let count):
                guard open.count < limits.depthMax else {
                    throw RESPProtocolError(
                        "aggregates within each other",
                        measured: open.count + 1,
                        limit: limits.depthMax
                    )
                }
                // The server's word is good for little memory.
                var elements: [RESPValue] = []
                elements.reserveCapacity(min(count, 256))
                open.append(Aggregate(kind: kind, missing: count, elements: elements))
                if count == 0, let whole = closeComplete() { return whole }
            }
        }
        return nil
    }

    /// Puts a value where it belongs.
    ///
    /// - Returns: The whole of it, when nothing is missing any more.
    private mutating func close(with value: RESPValue) -> RESPValue? {
        guard !open.isEmpty else { return value }
        open[open.count - 1].elements.append(value)
        open[open.count - 1].missing -= 1
        return closeComplete()
    }

    private mutating func closeComplete() -> RESPValue? {
        while let last = open.last, last.missing == 0 {
            open.removeLast()
            // Attributes say something about the value behind them, which is read without it.
            guard let value = Self.value(of: last) else { return nil }
            guard !open.isEmpty else { return value }
            open[open.count - 1].elements.append(value)
            open[open.count - 1].missing -= 1
        }
        return nil
    }

    private static func value(of aggregate: Aggregate) -> RESPValue? {
        switch aggregate.kind {
        case .array: .array(aggregate.elements)
        case .set: .set(aggregate.elements)
        case .push: .push(aggregate.elements)
        case .attribute: nil
        case .map:
            .map(
                stride(from: 0, to: aggregate.elements.count, by: 2).map {
                    RESPValue.Pair(aggregate.elements[$0], aggregate.elements[$0 + 1])
                }
            )
        }
    }

    private enum Element {
        case value(RESPValue)
        case aggregate(Kind, Int)
    }

    /// What comes next; nothing is consumed unless it is whole.
    private func element(from buffer: inout ByteBuffer) throws(RESPProtocolError) -> Element? {
        guard let line = try line(of: buffer) else { return nil }
        var rest = buffer
        rest.moveReaderIndex(forwardBy: line.byteCount)
        let element: Element?
        switch line.type {
        case UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "!"): element = try string(line, from: &rest)
        case UInt8(ascii: "*"): element = try aggregate(.array, line)
        case UInt8(ascii: "~"): element = try aggregate(.set, line)
        case UInt8(ascii: "%"): element = try aggregate(.map, line)
        case UInt8(ascii: ">"): element = try aggregate(.push, line)
        case UInt8(ascii: "|"): element = try aggregate(.attribute, line)
        default: element = .value(try Self.scalar(line))
        }
        if element != nil { buffer = rest }
        return element
    }
}

extension RESPParser {
    /// A type's byte and what follows up to the end of the line.
    private struct Line {
        let type: UInt8
        let text: String
        /// With type and end.
        let byteCount: Int
    }

    private func line(of buffer: ByteBuffer) throws(RESPProtocolError) -> Line? {
        let view = buffer.readableBytesView
        guard let type = view.first else { return nil }
        guard let end = view.firstIndex(of: UInt8(ascii: "\r")) else {
            guard view.count <= limits.lineBytesMax else {
                throw RESPProtocolError("bytes of a line", measured: view.count, limit: limits.lineBytesMax)
            }
            return nil
        }
        let count = end - view.startIndex
        guard count <= limits.lineBytesMax else {
            throw RESPProtocolError("bytes of a line", measured: count, limit: limits.lineBytesMax)
        }
        guard end + 1 < view.endIndex else { return nil }
        guard view[end + 1] == UInt8(ascii: "\n") else { throw RESPProtocolError("a line has no end") }
        let text = String(decoding: view[(view.startIndex + 1)..<max(end, view.startIndex + 1)], as: UTF8.self)
        return Line(type: type, text: text, byteCount: count + 2)
    }

    private func string(_ line: Line, from buffer: inout ByteBuffer) throws(RESPProtocolError) -> Element? {
        if line.type == UInt8(ascii: "$"), line.text == "-1" { return .value(.null) }
        let count = try Self.count(line, limit: limits.stringBytesMax, of: "bytes of a string")
        guard buffer.readableBytes >= count + 2 else { return nil }
        guard let bytes = buffer.readBytes(length: count), buffer.readBytes(length: 2) == Array("\r\n".utf8) else {
            throw RESPProtocolError("a string is longer than it says")
        }
        switch line.type {
        case UInt8(ascii: "$"): return .value(.bytes(bytes))
        case UInt8(ascii: "!"):
            return .value(.error(RESPServerError(line: String(decoding: bytes, as: UTF8.self))))
        default:
            // A verbatim string: three letters of its format and a colon come first.
            guard bytes.count >= 4, bytes[3] == UInt8(ascii: ":") else {
                throw RESPProtocolError("a verbatim string names no format")
            }
            return .value(.bytes(Array(bytes[4...])))
        }
    }

    private func aggregate(_ kind: Kind, _ line: Line) throws(RESPProtocolError) -> Element {
        if kind == .array, line.text == "-1" { return .value(.null) }
        let count = try Self.count(line, limit: limits.elementsMax, of: "elements of an aggregate")
        return .aggregate(kind, kind == .map || kind == .attribute ? 2 * count : count)
    }

    private static func count(
        _ line: Line,
        limit: Int,
        of what: String
    ) throws(RESPProtocolError) -> Int {
        guard line.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let count = Int(line.text)
        else { throw RESPProtocolError("'\(line.text.prefix(20))' is no length") }
        guard count <= limit else { throw RESPProtocolError(what, measured: count, limit: limit) }
        return count
    }

    private static func scalar(_ line: Line) throws(RESPProtocolError) -> RESPValue {
        switch line.type {
        case UInt8(ascii: "+"): return .simple(line.text)
        case UInt8(ascii: "-"): return .error(RESPServerError(line: line.text))
        case UInt8(ascii: ":"): if let number = Int(line.text) { return .integer(number) }
        case UInt8(ascii: ","): if let number = double(line.text) { return .double(number) }
        case UInt8(ascii: "("): return .bigNumber(line.text)
        case UInt8(ascii: "#"):
            if line.text == "t" { return .boolean(true) }
            if line.text == "f" { return .boolean(false) }
        case UInt8(ascii: "_"): if line.text.isEmpty { return .null }
        default: throw RESPProtocolError("\(line.type) is no type of RESP3")
        }
        throw RESPProtocolError("'\(line.text.prefix(20))' is no value of its type")
    }

    /// A number as the specification writes it; Swift's own reader takes more, such as hexadecimal digits.
    private static func double(_ text: String) -> Double? {
        switch text {
        case "inf", "+inf": return .infinity
        case "-inf": return -.infinity
        case "nan", "-nan": return .nan
        default:
            let allowed = Set("0123456789+-.eE".utf8)
            return text.utf8.allSatisfy(allowed.contains) ? Double(text) : nil
        }
    }
}
