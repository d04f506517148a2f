// SPDX-License-Identifier: Apache-2.0

/// What a server refused, in its words: `CODE message`.
public struct RESPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The first word in capitals, by which programs tell errors apart: `NOSCRIPT`, `MOVED`, `ERR`.
    public let code: String
    /// The rest.
    public let message: String

    /// An error from the line that the server sent.
    public init(line: String) {
        let word = line.prefix { $0 != " " }
        if !word.isEmpty, word.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) {
            code = String(word)
            message = String(line.dropFirst(word.count + 1))
        } else {
            code = "ERR"
            message = line
        }
    }

    /// The line as the server sent it.
    public var description: String { message.isEmpty ? code : "\(code) \(message)" }
}

extension RESPServerError {
    /// Where a cluster says that a slot is.
    public struct Redirection: Hashable, Sendable {
        /// Whether to ask there this once, rather than from now on.
        public let isOnce: Bool
        /// The slot, 0 to 16,383.
        public let slot: Int
        /// The node; an empty host stands for the one that answered.
        public let host: String
        /// Its port.
        public let port: Int
    }

    /// Where to go instead; `nil` when this is no `MOVED` and no `ASK`.
    public var redirection: Redirection? {
        guard code == "MOVED" || code == "ASK" else { return nil }
        let words = message.split(separator: " ")
        guard words.count == 2, let slot = Int(words[0]), (0..<16_384).contains(slot),
            let colon = words[1].lastIndex(of: ":"), let port = Int(words[1][words[1].index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        return Redirection(isOnce: code == "ASK", slot: slot, host: String(words[1][..<colon]), port: port)
    }

    /// Whether the server is no primary, or not yet ready: another connection, or a later one, may do better.
    ///
    /// Before version 7 Redis tells of what a script met as an `ERR` with the cause inside.
    public var isAboutRole: Bool {
        ["READONLY", "MASTERDOWN", "LOADING", "CLUSTERDOWN", "TRYAGAIN"].contains(code)
            || message.contains("-READONLY ")
    }
}
