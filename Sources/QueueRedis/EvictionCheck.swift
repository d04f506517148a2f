// SPDX-License-Identifier: Apache-2.0

import RESP

/// Keeps connections away from a server that throws keys away where its memory is full.
///
/// Asked on every new connection: the server that takes over may be set otherwise than the one before.
enum EvictionCheck {
    private static let code = "EVICTING"

    /// Refuses such a server.
    ///
    /// - Throws: `server`, which ``policy(refusedBy:)`` knows.
    static func prepare(_ connection: RESPConnection) async throws(RESPError) {
        guard let policy = try await policy(of: connection), policy != "noeviction" else { return }
        throw .server(RESPServerError(line: "\(code) \(policy) is its maxmemory-policy, which has to be noeviction"))
    }

    /// Which policy a server was refused for; `nil` for another error.
    static func policy(refusedBy error: RESPError) -> String? {
        guard case .server(let refusal) = error, refusal.code == code else { return nil }
        return String(refusal.message.prefix { $0 != " " })
    }

    /// `nil` where nobody may ask.
    private static func policy(of connection: RESPConnection) async throws(RESPError) -> String? {
        let name = "maxmemory-policy"
        if let answer = try await answer(to: RESPCommand("CONFIG", "GET", .text(name)), connection) {
            return answer[name]?.text
        }
        // Rented servers often forbid the one and allow the other.
        let memory = try await answer(to: RESPCommand("INFO", "memory"), connection)
        let line = memory?.text?.split(whereSeparator: \.isNewline).first { $0.hasPrefix("maxmemory_policy:") }
        return line.map { String($0.drop { $0 != ":" }.dropFirst()) }
    }

    /// `nil` for a command that the server refuses us.
    private static func answer(
        to command: RESPCommand,
        _ connection: RESPConnection
    ) async throws(RESPError) -> RESPValue? {
        do throws(RESPError) {
            return try await connection.send(command)
        } catch {
            guard case .server = error else { throw error }
            return nil
        }
    }
}
