// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import RESP
import RedisSupport
import Synchronization
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"), .timeLimit(.minutes(2)))
struct `A connection that comes back` {
    private let group = MultiThreadedEventLoopGroup.singleton

    @Test
    func `is made again after the server was lost, prepared as the first time, though nobody sends`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let (prepared, told) = AsyncStream<Void>.makeStream()
        let client = RESPClient(.single(server.endpoint), on: group) { connection throws(RESPError) in
            _ = try await connection.send(RESPCommand("CLIENT", "SETNAME", "prepared"))
            told.yield()
        }
        #expect(try await client.send(RESPCommand("PING")).text == "PONG")
        var iterator = prepared.makeAsyncIterator()
        await iterator.next()
        server.kill()
        try server.start()
        // Nothing is sent: it comes back by itself.
        await iterator.next()
        #expect(try await client.send(RESPCommand("CLIENT", "GETNAME")).text == "prepared")
        #expect(await client.connectionCount == 2)
        await client.close()
        await #expect(throws: RESPError.closed) { try await client.send(RESPCommand("PING")) }
    }

    @Test
    func `carries commands over an outage shorter than the patience, and refuses them after a longer one`() async throws
    {
        let server = try RedisServer()
        let client = RESPClient(.single(server.endpoint), configuration: .patient(30), on: group)
        let waiting = Task { try await client.send(RESPCommand("PING")) }
        try server.start()
        #expect(try await waiting.value.text == "PONG")
        server.kill()
        let hasty = RESPClient(.single(server.endpoint), configuration: .patient(0.2), on: group)
        let error = await #expect(throws: RESPError.self) { try await hasty.send(RESPCommand("PING")) }
        #expect(error?.mayHaveHappened == false)
        await client.close()
        await hasty.close()
    }

    @Test
    func `repeats what may be repeated, and says of all else that it may have happened`() async throws {
        let server = try RedisServer(["--appendonly", "yes"])
        try server.start()
        let client = RESPClient(.single(server.endpoint), configuration: .patient(30), on: group)
        _ = try await client.send(RESPCommand("PING"))
        for isRepeatable in [false, true] {
            let pop = Task {
                try await client.send(
                    RESPCommand("BLPOP", "bell", 60),
                    isRepeatable: isRepeatable,
                    blockingFor: .seconds(60)
                )
            }
            while try !server.cli("CLIENT", "LIST").contains("cmd=blpop") { await Task.yield() }
            server.kill()
            try server.start()
            if isRepeatable {
                try server.cli("LPUSH", "bell", "x")
                #expect(try await pop.value.elements?.last?.text == "x")
            } else {
                let error = await #expect(throws: RESPError.self) { try await pop.value }
                #expect(error?.mayHaveHappened == true)
            }
        }
        await client.close()
    }

    @Test
    func `knocks at a server that loads its data less and less often, though it lets everybody in`() async throws {
        let connections = Mutex(0)
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                connections.withLock { $0 += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Loading())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let endpoint = RESPEndpoint(host: "127.0.0.1", port: server.localAddress?.port ?? 0)
        let client = RESPClient(.single(endpoint), configuration: .patient(1), on: group)
        let error = await #expect(throws: RESPError.self) { try await client.send(RESPCommand("PING")) }
        #expect(error == .server(RESPServerError(line: "LOADING the dataset")))
        // Waits of 25 ms at least, doubled each time, fit six times into the patience.
        #expect((2...8).contains(connections.withLock { $0 }))
        await client.close()
        try await server.close()
    }

    @Test
    func `does not knock again where its password is wrong`() async throws {
        let server = try RedisServer(["--requirepass", "right"])
        try server.start()
        var configuration = RESPConfiguration()
        configuration.credentials = .init(password: "wrong")
        let client = RESPClient(.single(server.endpoint), configuration: configuration, on: group)
        let error = await #expect(throws: RESPError.self) { try await client.send(RESPCommand("PING")) }
        guard case .server(let refusal)? = error else {
            throw RedisServer.Failure(words: "\(String(describing: error))")
        }
        #expect(refusal.code == "WRONGPASS")
        await client.close()
    }

    @Test
    func `listens again after the server was lost, and says that something was missed`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let (events, heard) = AsyncStream<RESPSubscription.Event>.makeStream()
        let subscription = RESPSubscription(to: ["e"], at: .single(server.endpoint), on: group)
        let listening = Task { await subscription.run { heard.yield($0) } }
        var iterator = events.makeAsyncIterator()
        for word in ["first", "second"] {
            #expect(await iterator.next() == .listening)
            try server.cli("PUBLISH", "e", word)
            #expect(await iterator.next() == .message(channel: "e", content: Array(word.utf8)))
            server.kill()
            try server.start()
        }
        #expect(await iterator.next() == .listening)
        listening.cancel()
        await listening.value
    }

    @Test
    func `notices a server that stopped without a word, and listens again`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        var configuration = RESPConfiguration.patient(60)
        configuration.pingInterval = .milliseconds(20)
        configuration.answerTimeout = .milliseconds(200)
        let (events, heard) = AsyncStream<RESPSubscription.Event?>.makeStream()
        let subscription = RESPSubscription(
            to: ["e"],
            at: .single(server.endpoint),
            configuration: configuration,
            on: group
        )
        let listening = Task { await subscription.run(failed: { _ in heard.yield(nil) }, heard: { heard.yield($0) }) }
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == .listening)
        server.freeze()
        #expect(await iterator.next() == RESPSubscription.Event??.some(nil))
        server.thaw()
        // Attempts that failed meanwhile were told of as well.
        while let event = await iterator.next(), event == nil {}
        try server.cli("PUBLISH", "e", "word")
        #expect(await iterator.next() == .message(channel: "e", content: Array("word".utf8)))
        listening.cancel()
        await listening.value
    }
}

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"), .timeLimit(.minutes(2)))
struct `A cluster` {
    private let group = MultiThreadedEventLoopGroup.singleton

    @Test
    func `is asked where the key is, before, during and after the key moves, and after its node is lost`() async throws
    {
        let nodes = try await RedisServer.cluster()
        // A server that nobody holds is ended.
        defer { withExtendedLifetime(nodes) {} }
        let cluster = RESPCluster([nodes[0].endpoint], configuration: .patient(60), on: group)
        for number in 0..<60 {
            let key = "k\(number)"
            #expect(try await cluster.send(RESPCommand("SET", .text(key), .number(number)), key: key) == .simple("OK"))
        }
        #expect(try await cluster.primaries().count == 3)
        try await moveSlot(of: "k7", nodes, cluster)
        try await loseNode(of: "k9", nodes, cluster)
        for number in 10..<60 {
            let answer = try await cluster.send(
                RESPCommand("GET", .text("k\(number)")),
                key: "k\(number)",
                isRepeatable: true
            )
            #expect(answer.number == number)
        }
        await cluster.close()
        await #expect(throws: RESPError.self) { try await cluster.send(RESPCommand("PING"), key: "k") }
    }

    private func owner(of key: String, _ nodes: [RedisServer]) throws -> RedisServer {
        try #require(
            try nodes.first { try $0.cli("GET", key).contains("MOVED") == false && $0.cli("ROLE").contains("master") }
        )
    }

    /// Half-way, the old node sends those who ask on for once (ASK); at the end, for good (MOVED).
    private func moveSlot(of key: String, _ nodes: [RedisServer], _ cluster: RESPCluster) async throws {
        let old = try owner(of: key, nodes)
        let new = try #require(try nodes.first { try $0 !== old && $0.cli("ROLE").contains("master") })
        let slot = try old.cli("CLUSTER", "KEYSLOT", key).trimmingCharacters(in: .whitespacesAndNewlines)
        let (oldName, newName) = (try name(old), try name(new))
        try new.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", oldName)
        try old.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", newName)
        try old.cli("MIGRATE", "127.0.0.1", "\(new.port)", key, "0", "5000")
        #expect(try old.cli("GET", key).contains("ASK"))
        #expect(try await cluster.send(RESPCommand("GET", .text(key)), key: key).number == 7)
        for node in [new, old] { try node.cli("CLUSTER", "SETSLOT", slot, "NODE", newName) }
        #expect(try old.cli("GET", key).contains("MOVED"))
        #expect(try await cluster.send(RESPCommand("GET", .text(key)), key: key).number == 7)
        #expect(try await cluster.send(RESPCommand("SET", .text(key), 8), key: key) == .simple("OK"))
    }

    private func loseNode(of key: String, _ nodes: [RedisServer], _ cluster: RESPCluster) async throws {
        let lost = try owner(of: key, nodes)
        // What is not at the replica yet would be lost with it.
        while try !lost.cli("INFO", "replication").contains("state=online") { await Task.yield() }
        lost.kill()
        #expect(try await cluster.send(RESPCommand("GET", .text(key)), key: key, isRepeatable: true).number == 9)
    }

    private func name(_ node: RedisServer) throws -> String {
        try node.cli("CLUSTER", "MYID").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension RESPConfiguration {
    /// The defaults, with a patience in seconds.
    static func patient(_ seconds: Double) -> RESPConfiguration {
        var configuration = RESPConfiguration()
        configuration.patience = .seconds(seconds)
        return configuration
    }
}

/// Greets as a primary and refuses everything else.
private final class Loading: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let greeting = """
        %4\r\n+proto\r\n:3\r\n+version\r\n+7.0.0\r\n+role\r\n+master\r\n+mode\r\n+standalone\r\n
        """

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let words = String(buffer: unwrapInboundIn(data))
        let answer = words.contains("HELLO") ? Self.greeting : "-LOADING the dataset\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    }
}
