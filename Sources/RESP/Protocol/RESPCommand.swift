// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// A command and its arguments.
public struct RESPCommand: Hashable, Sendable {
    /// One argument: bytes, as all of them are to the server.
    public enum Argument: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        /// Text.
        case text(String)
        /// A number, sent as its digits.
        case number(Int)
        /// Bytes.
        case bytes([UInt8])

        /// Text.
        public init(stringLiteral text: String) { self = .text(text) }
        /// A number.
        public init(integerLiteral number: Int) { self = .number(number) }
    }

    /// The name, then the arguments.
    public let words: [Argument]

    /// A command.
    ///
    /// - Parameters:
    ///   - name: Such as `GET`; of two words, such as `CLIENT` `SETNAME`, the second is an argument.
    ///   - arguments: What follows.
    public init(_ name: String, _ arguments: [Argument] = []) { words = [.text(name)] + arguments }

    /// A command.
    public init(_ name: String, _ arguments: Argument...) { self.init(name, arguments) }

    /// The name.
    public var name: String { if case .text(let name) = words[0] { name } else { "" } }

    /// Whether it runs a script.
    var isScript: Bool { ["EVAL", "EVALSHA", "FCALL"].contains(name) }

    /// Writes the command as servers read it: an array of strings.
    public func write(to buffer: inout ByteBuffer) {
        Self.header("*", words.count, to: &buffer)
        for word in words {
            switch word {
            case .text(let text):
                Self.header("$", text.utf8.count, to: &buffer)
                buffer.writeString(text)
            case .number(let number):
                let text = String(number)
                Self.header("$", text.utf8.count, to: &buffer)
                buffer.writeString(text)
            case .bytes(let bytes):
                Self.header("$", bytes.count, to: &buffer)
                buffer.writeBytes(bytes)
            }
            buffer.writeStaticString("\r\n")
        }
    }

    private static func header(_ type: StaticString, _ count: Int, to buffer: inout ByteBuffer) {
        buffer.writeStaticString(type)
        buffer.writeString(String(count))
        buffer.writeStaticString("\r\n")
    }
}
