// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import RESP
import RedisSupport
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"), .timeLimit(.minutes(2)))
struct `A primary that sentinels know` {
    private let group = MultiThreadedEventLoopGroup.singleton

    @Test
    func `is found, and found again after its replica took over`() async throws {
        let (primary, replica, sentinels) = try await RedisServer.watched(as: "queue")
        // A server that nobody holds is ended.
        defer { withExtendedLifetime((primary, replica, sentinels)) {} }
        let nowhere = RESPEndpoint(host: "127.0.0.1", port: RedisServer.freePort())
        let topology = RESPTopology.sentinel(service: "queue", sentinels: [nowhere] + sentinels.map(\.endpoint))
        let client = RESPClient(topology, configuration: .patient(60), on: group)
        #expect(try await client.send(RESPCommand("SET", "k", "1")) == .simple("OK"))
        #expect(try await client.send(RESPCommand("WAIT", 1, 5000), blockingFor: .seconds(5)).number == 1)
        #expect(try await client.connection().endpoint.port == primary.port)
        primary.kill()
        #expect(try await client.send(RESPCommand("INCR", "k"), isRepeatable: true).number == 2)
        #expect(try await client.connection().endpoint.port == replica.port)
        await client.close()
        let stranger = RESPClient(
            .sentinel(service: "unknown", sentinels: sentinels.map(\.endpoint)),
            configuration: .patient(0),
            on: group
        )
        let error = await #expect(throws: RESPError.self) { try await stranger.send(RESPCommand("PING")) }
        #expect("\(String(describing: error))".contains("knows no 'unknown'"))
    }

    @Test
    func `is told to whoever has the password that they ask for`() async throws {
        let primary = try RedisServer()
        try primary.start()
        let sentinel = try RedisServer.sentinel(of: primary, as: "queue", password: "word")
        try sentinel.start()
        defer { withExtendedLifetime((primary, sentinel)) {} }
        let topology = RESPTopology.sentinel(service: "queue", sentinels: [sentinel.endpoint])
        let stranger = RESPClient(topology, configuration: .patient(0), on: group)
        await #expect(throws: RESPError.self) { try await stranger.send(RESPCommand("PING")) }
        await stranger.close()
        var configuration = RESPConfiguration.patient(60)
        configuration.sentinelCredentials = .init(password: "word")
        let client = RESPClient(topology, configuration: configuration, on: group)
        #expect(try await client.send(RESPCommand("PING")) == .simple("PONG"))
        await client.close()
    }
}
