// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import RESP
import RedisSupport
import Synchronization
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"), .timeLimit(.minutes(1)))
struct `A connection to a real server` {
    private let group = MultiThreadedEventLoopGroup.singleton

    private func connect(
        _ server: RedisServer,
        _ adjust: (inout RESPConfiguration) -> Void = { _ in }
    ) async throws -> RESPConnection {
        var configuration = RESPConfiguration()
        adjust(&configuration)
        return try await RESPConnection.connect(to: server.endpoint, configuration: configuration, on: group)
    }

    @Test
    func `sends, is answered, and says who it is`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let connection = try await connect(server) { configuration in
            configuration.clientName = "facefleet-test"
            configuration.database = 3
        }
        let greeting = await connection.greeting
        #expect(greeting.role == "master")
        #expect(greeting.mode == "standalone")
        #expect(!greeting.version.isEmpty)
        #expect(try await connection.send(RESPCommand("SET", "k", .bytes([0, 255, 13, 10]))) == .simple("OK"))
        #expect(try await connection.send(RESPCommand("GET", "k")).content == [0, 255, 13, 10])
        #expect(try await connection.send(RESPCommand("GET", "none")) == .null)
        #expect(try await connection.send(RESPCommand("HGETALL", "none")) == .map([]))
        #expect(try await connection.send(RESPCommand("CLIENT", "GETNAME")).text == "facefleet-test")
        #expect(try server.cli("-n", "3", "EXISTS", "k").contains("1"))
        await #expect(throws: RESPError.self) { try await connection.send(RESPCommand("LPUSH", "k", "x")) }
        await connection.close()
        await connection.waitForEnd()
        await #expect(throws: RESPError.closed) { try await connection.send(RESPCommand("PING")) }
    }

    @Test
    func `answers a thousand callers, each with its own`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let connection = try await connect(server)
        try await withThrowingTaskGroup(of: (Int, RESPValue).self) { group in
            for number in 0..<1000 {
                group.addTask { (number, try await connection.send(RESPCommand("ECHO", .text("\(number)")))) }
            }
            for try await (number, answer) in group { #expect(answer.number == number) }
        }
        let batch = await connection.send(
            (0..<500).map { RESPCommand("ECHO", .text("b\($0)")) } + [RESPCommand("NONE")]
        )
        #expect(batch.dropLast().enumerated().allSatisfy { (try? $0.element.get().text) == "b\($0.offset)" })
        #expect(throws: RESPError.self) { try batch[500].get() }
        #expect(await connection.send([]).isEmpty)
    }

    @Test
    func `is canceled without upsetting those behind it`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let connection = try await connect(server)
        let waiting = Task { try await connection.send(RESPCommand("BLPOP", "bell", 30), blockingFor: .seconds(30)) }
        while try !server.cli("CLIENT", "LIST").contains("cmd=blpop") { await Task.yield() }
        async let behind = connection.send(RESPCommand("ECHO", "behind"))
        waiting.cancel()
        await #expect(throws: RESPError.canceled) { try await waiting.value }
        try server.cli("LPUSH", "bell", "x")
        #expect(try await behind.text == "behind")
        let canceled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await connection.send(RESPCommand("PING"))
        }
        await #expect(throws: RESPError.canceled) { try await canceled.value }
    }

    @Test
    func `is given up when the server takes too long`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let connection = try await connect(server) { $0.answerTimeout = .milliseconds(300) }
        server.freeze()
        await #expect(throws: RESPError.timedOut(after: .milliseconds(300))) {
            try await connection.send(RESPCommand("PING"))
        }
        await connection.waitForEnd()
        server.thaw()
    }

    @Test
    func `tells everybody who waits when the server is lost`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let connection = try await connect(server)
        let waiting = Task { try await connection.send(RESPCommand("BLPOP", "bell", 30), blockingFor: .seconds(30)) }
        while try !server.cli("CLIENT", "LIST").contains("cmd=blpop") { await Task.yield() }
        server.kill()
        let error = await #expect(throws: RESPError.self) { try await waiting.value }
        guard case .connectionLost? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await #expect(throws: RESPError.self) { try await RESPConnection.connect(to: server.endpoint, on: group) }
    }

    @Test
    func `needs the password that the server asks for`() async throws {
        let server = try RedisServer([
            "--requirepass", "right", "--user", "worker", "on", ">secret", "~q:*", "+@all",
        ])
        try server.start()
        defer { withExtendedLifetime(server) {} }
        for credentials in [nil, RESPConfiguration.Credentials(password: "wrong")] {
            let error = await #expect(throws: RESPError.self) {
                _ = try await connect(server) { $0.credentials = credentials }
            }
            guard case .server(let refusal)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(["NOAUTH", "WRONGPASS"].contains(refusal.code))
        }
        _ = try await connect(server) { $0.credentials = .init(password: "right") }
        let worker = try await connect(server) { $0.credentials = .init(username: "worker", password: "secret") }
        let error = await #expect(throws: RESPError.self) { try await worker.send(RESPCommand("GET", "other")) }
        guard case .server(let refusal)? = error else {
            throw RedisServer.Failure(words: "\(String(describing: error))")
        }
        #expect(refusal.code == "NOPERM")
    }

    @Test
    func `hears what it subscribed to, and is refused what it may not hear`() async throws {
        let server = try RedisServer(["--user", "deaf", "on", ">secret", "resetchannels", "+@all", "~*"])
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let connection = try await connect(server)
        try await connection.subscribe(to: ["one", "two"])
        try server.cli("PUBLISH", "two", "hello")
        var iterator = connection.pushes.makeAsyncIterator()
        #expect(await iterator.next()?.compactMap(\.text) == ["message", "two", "hello"])
        // RESP3 lets commands through beside it.
        #expect(try await connection.send(RESPCommand("PING")).text == "PONG")
        let deaf = try await connect(server) { $0.credentials = .init(username: "deaf", password: "secret") }
        await #expect(throws: RESPError.self) { try await deaf.subscribe(to: ["one"]) }
    }

    @Test
    func `hears at a name of several addresses, though nobody is at one of them`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        // The server listens at 127.0.0.1 alone; where localhost has no other address, this tries nothing more.
        let endpoint = RESPEndpoint(host: "localhost", port: server.port)
        let connection = try await RESPConnection.connect(to: endpoint, on: group)
        try await connection.subscribe(to: ["e"])
        try server.cli("PUBLISH", "e", "word")
        var pushes = connection.pushes.makeAsyncIterator()
        #expect(await pushes.next()?.last?.text == "word")
        await connection.close()
    }

    @Test
    func `speaks TLS, to those whose certificate it trusts`() async throws {
        let server = try RedisServer()
        let (key, certificate) = (server.folder + "/key.pem", server.folder + "/certificate.pem")
        _ = try RedisServer.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout", key, "-out", certificate,
            ]
        )
        let port = RedisServer.freePort()
        let secured = try RedisServer([
            "--tls-port", "\(port)", "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file",
            certificate, "--tls-auth-clients", "no",
        ])
        try secured.start()
        defer { withExtendedLifetime(secured) {} }
        var configuration = RESPConfiguration()
        configuration.tls = .makeClientConfiguration()
        for host in ["localhost", "127.0.0.1"] {
            let endpoint = RESPEndpoint(host: host, port: port)
            let error = await #expect(throws: RESPError.self) {
                _ = try await RESPConnection.connect(to: endpoint, configuration: configuration, on: group)
            }
            #expect("\(String(describing: error))".contains("CERTIFICATE"))
        }
        configuration.tls?.trustRoots = .file(certificate)
        let connection = try await RESPConnection.connect(
            to: RESPEndpoint(host: "localhost", port: port),
            configuration: configuration,
            on: group
        )
        #expect(try await connection.send(RESPCommand("PING")).text == "PONG")
        #expect(
            try await connection.send(RESPCommand("ECHO", .bytes([UInt8](repeating: 7, count: 1 << 20)))).content?.count
                == 1 << 20
        )
    }

    @Test
    func `refuses more than it may keep`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let connection = try await connect(server) { $0.pendingMax = 3 }
        let answers = await connection.send((0..<5).map { _ in RESPCommand("PING") })
        #expect(answers.prefix(3).allSatisfy { (try? $0.get().text) == "PONG" })
        #expect(answers.suffix(2).allSatisfy { $0 == .failure(.tooManyCommands(limit: 3)) })
        #expect(try await connection.send(RESPCommand("PING")).text == "PONG")
    }

    @Test
    func `ends a connection whose messages nobody reads`() async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        let connection = try await connect(server)
        try await connection.subscribe(to: ["e"])
        let number = RESPConnection.pushesMax + 1
        try server.cli("EVAL", "for i = 1, \(number) do redis.call('PUBLISH', 'e', i) end", "0")
        await connection.waitForEnd()
        var heard = 0
        for await _ in connection.pushes { heard += 1 }
        #expect(heard == RESPConnection.pushesMax)
    }

    @Test(arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "+OK\r\n+OK\r\n", "%1\r\n$6\r\nserver\r\n", ""])
    func `gives up a peer that is no such server`(words: String) async throws {
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Parrot(words: words))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        var configuration = RESPConfiguration()
        configuration.connectTimeout = .milliseconds(500)
        let endpoint = RESPEndpoint(host: "127.0.0.1", port: server.localAddress?.port ?? 0)
        let error = await #expect(throws: RESPError.self) {
            let connection = try await RESPConnection.connect(to: endpoint, configuration: configuration, on: group)
            _ = try await connection.send(RESPCommand("PING"))
        }
        switch error {
        case .notConnected?, .connectionLost?: break
        default: Issue.record("\(String(describing: error))")
        }
        try await server.close()
    }
}

/// Says the same, whatever it is told.
private final class Parrot: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let words: String

    init(words: String) { self.words = words }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: words)), promise: nil)
    }
}
