// SPDX-License-Identifier: Apache-2.0

/// Bytes that are no RESP3, or more of them than is taken.
public struct RESPProtocolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }

    init(_ what: String, measured: Int, limit: Int) {
        self.init("\(what): \(measured), limit \(limit)")
    }
}
