// SPDX-License-Identifier: Apache-2.0

import Foundation
import RESP

extension RedisServer {
    /// Three primaries with a replica each, which together have every slot.
    package static func cluster() async throws -> [RedisServer] {
        let nodes = try (0..<6).map { _ in try node() }
        for node in nodes { try node.start() }
        let addresses = nodes.map { "\($0.endpoint)" }
        let made = try run(
            path("redis-cli"),
            ["--cluster", "create"] + addresses + ["--cluster-replicas", "1", "--cluster-yes"]
        )
        guard made.contains("All 16384 slots covered") else { throw Failure(words: made) }
        while try !nodes.allSatisfy({ try $0.cli("CLUSTER", "INFO").contains("cluster_state:ok") }) {
            await Task.yield()
        }
        return nodes
    }

    /// A primary and its replica, connected.
    package static func replicated() async throws -> (primary: RedisServer, replica: RedisServer) {
        let primary = try RedisServer(["--repl-diskless-sync-delay", "0"])
        let replica = try RedisServer(["--replicaof", "127.0.0.1", "\(primary.port)"])
        try primary.start()
        try replica.start()
        while try !replica.cli("INFO", "replication").contains("master_link_status:up") { await Task.yield() }
        return (primary, replica)
    }

    private static func node() throws -> RedisServer {
        // A node's second port lies 10,000 higher.
        var port = freePort()
        while port > 50_000 { port = freePort() }
        return try RedisServer(
            [
                "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--repl-diskless-sync-delay", "0",
            ],
            port: port
        )
    }

    /// A primary, its replica, and three sentinels that know both under a name.
    package static func watched(
        as service: String
    ) async throws -> (primary: RedisServer, replica: RedisServer, sentinels: [RedisServer]) {
        let primary = try RedisServer(["--repl-diskless-sync-delay", "0"])
        let replica = try RedisServer(["--replicaof", "127.0.0.1", "\(primary.port)"])
        try primary.start()
        try replica.start()
        let sentinels = try (0..<3).map { _ in try sentinel(of: primary, as: service) }
        for sentinel in sentinels { try sentinel.start() }
        while try !sentinels.allSatisfy({ try $0.cli("INFO", "sentinel").contains("slaves=1,sentinels=3") }) {
            await Task.yield()
        }
        return (primary, replica, sentinels)
    }

    /// A sentinel that knows a primary under a name and, where there is a password, asks for it; it does not run yet.
    package static func sentinel(
        of primary: RedisServer,
        as service: String,
        password: String? = nil
    ) throws -> RedisServer {
        let file = NSTemporaryDirectory() + "facefleet-sentinel-\(UUID().uuidString).conf"
        let words = """
            sentinel monitor \(service) 127.0.0.1 \(primary.port) 2
            sentinel down-after-milliseconds \(service) 500
            sentinel failover-timeout \(service) 3000
            \(password.map { "requirepass \($0)" } ?? "")
            """
        try words.write(toFile: file, atomically: true, encoding: .utf8)
        return try RedisServer([file])
    }
}
