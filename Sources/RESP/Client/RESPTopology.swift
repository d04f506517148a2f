// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// How the server that may be written to is found.
public enum RESPTopology: Hashable, Sendable {
    /// It is always the same.
    case single(RESPEndpoint)
    /// Sentinels watch over several and know which one it is.
    case sentinel(service: String, sentinels: [RESPEndpoint])
    /// Any of several will do, as a cluster's nodes do for whoever listens.
    case anyOf([RESPEndpoint])

    /// Connects to it.
    ///
    /// - Throws: Why there is none now: `notConnected` where no sentinel answers, where they know none, or where the
    ///   one they name is none any more.
    func connect(
        _ configuration: RESPConfiguration,
        on group: any EventLoopGroup
    ) async throws(RESPError) -> RESPConnection {
        switch self {
        case .single(let endpoint):
            return try await RESPConnection.connect(to: endpoint, configuration: configuration, on: group)
        case .sentinel(let service, let sentinels):
            let primary = try await Self.primary(of: service, sentinels, configuration, on: group)
            let connection = try await RESPConnection.connect(to: primary, configuration: configuration, on: group)
            // Right after a failover a sentinel may still name the old one.
            guard await connection.greeting.role == "master" else {
                await connection.close()
                throw .notConnected("\(primary) is no primary any more")
            }
            return connection
        case .anyOf(let endpoints):
            var reasons: [String] = []
            for endpoint in endpoints {
                do throws(RESPError) {
                    return try await RESPConnection.connect(to: endpoint, configuration: configuration, on: group)
                } catch {
                    reasons.append("\(endpoint): \(error)")
                }
            }
            throw .notConnected("no node answers: \(reasons.joined(separator: "; "))")
        }
    }

    /// What the first sentinel says that says anything.
    private static func primary(
        of service: String,
        _ sentinels: [RESPEndpoint],
        _ configuration: RESPConfiguration,
        on group: any EventLoopGroup
    ) async throws(RESPError) -> RESPEndpoint {
        var asking = configuration
        asking.database = 0
        asking.credentials = configuration.sentinelCredentials
        asking.connectTimeout = min(configuration.connectTimeout, .seconds(1))
        var reasons: [String] = []
        for sentinel in sentinels {
            do throws(RESPError) {
                let connection = try await RESPConnection.connect(to: sentinel, configuration: asking, on: group)
                let answer = await connection.send([RESPCommand("SENTINEL", "GET-MASTER-ADDR-BY-NAME", .text(service))])
                await connection.close()
                let words = try answer[0].get().elements ?? []
                if words.count == 2, let host = words[0].text, let port = words[1].number {
                    return RESPEndpoint(host: host, port: port)
                }
                reasons.append("\(sentinel) knows no '\(service)'")
            } catch {
                reasons.append("\(sentinel): \(error)")
            }
        }
        throw .notConnected("no sentinel knows the primary: \(reasons.joined(separator: "; "))")
    }
}
