// SPDX-License-Identifier: Apache-2.0

public import NIOCore
internal import NIOPosix
internal import NIOSSL

/// A connection to one server: commands go out in the order of the calls, and any number of them wait at once.
///
/// Runs on its channel's event loop. It is of no further use once it has ended; see ``waitForEnd()``.
public actor RESPConnection {
    /// What the server says of itself in its greeting.
    public struct Greeting: Hashable, Sendable {
        /// The version, such as `7.0.15`.
        public let version: String
        /// `master`, `replica` or `sentinel`.
        public let role: String
        /// `standalone`, `sentinel` or `cluster`.
        public let mode: String
    }

    /// Where the server is.
    public nonisolated let endpoint: RESPEndpoint
    /// What the server says unasked: messages of subscribed channels; ends with the connection.
    ///
    /// To be read by one.
    public nonisolated let pushes: AsyncStream<[RESPValue]>
    /// The most pushes kept for a slow reader; one more ends the connection.
    public static let pushesMax = 4096

    /// What the server said of itself.
    public private(set) var greeting = Greeting(version: "", role: "", mode: "")

    private let channel: any Channel
    private let handler: NIOLoopBound<RESPHandler>
    private let configuration: RESPConfiguration
    private var nextNumber = 0

    /// The channel's event loop, where everything of this connection happens.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        channel.eventLoop.executor.asUnownedSerialExecutor()
    }

    private init(
        _ channel: any Channel,
        _ handler: NIOLoopBound<RESPHandler>,
        pushes: AsyncStream<[RESPValue]>,
        to endpoint: RESPEndpoint,
        _ configuration: RESPConfiguration
    ) {
        self.channel = channel
        self.handler = handler
        self.pushes = pushes
        self.endpoint = endpoint
        self.configuration = configuration
    }

    /// Connects and introduces itself.
    ///
    /// - Parameters:
    ///   - endpoint: Where the server is.
    ///   - configuration: How.
    ///   - group: On whose event loops.
    /// - Returns: The connection, ready for commands.
    /// - Throws: `notConnected` when there is no server; `server` when it refuses the greeting.
    public static func connect(
        to endpoint: RESPEndpoint,
        configuration: RESPConfiguration = RESPConfiguration(),
        on group: any EventLoopGroup
    ) async throws(RESPError) -> RESPConnection {
        let connection: RESPConnection
        do {
            connection = try await open(endpoint, configuration, group)
        } catch {
            throw .notConnected("\(endpoint): \(error)")
        }
        do throws(RESPError) {
            try await connection.greet()
        } catch {
            await connection.close()
            switch error {
            case .server: throw error
            default: throw .notConnected("\(endpoint): \(error)")
            }
        }
        return connection
    }

    private static func open(
        _ endpoint: RESPEndpoint,
        _ configuration: RESPConfiguration,
        _ group: any EventLoopGroup
    ) async throws -> RESPConnection {
        let context = try configuration.tls.map { try NIOSSLContext(configuration: $0) }
        // A host of several addresses is tried at all of them: each attempt has a handler and pushes of its own.
        let (channel, handler, pushes) = try await ClientBootstrap(group: group)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .connect(host: endpoint.host, port: endpoint.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        let name = endpoint.isAddress ? nil : endpoint.host
                        let tls = try NIOSSLClientHandler(context: context, serverHostname: name)
                        try channel.pipeline.syncOperations.addHandler(tls)
                    }
                    let (pushes, sink) = AsyncStream.makeStream(
                        of: [RESPValue].self,
                        bufferingPolicy: .bufferingOldest(pushesMax)
                    )
                    let handler = RESPHandler(configuration: configuration, pushes: sink)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    // Not looked up later: a server that is not trusted may be gone by then, and with it the reason.
                    return (channel, NIOLoopBound(handler, eventLoop: channel.eventLoop), pushes)
                }
            }
        return RESPConnection(channel, handler, pushes: pushes, to: endpoint, configuration)
    }

    /// The protocol's third version, who we are, and the database.
    private func greet() async throws(RESPError) {
        var words: [RESPCommand.Argument] = [3]
        if let credentials = configuration.credentials {
            words += ["AUTH", .text(credentials.username), .text(credentials.password)]
        }
        if let name = configuration.clientName { words += ["SETNAME", .text(name)] }
        var commands = [RESPCommand("HELLO", words)]
        if configuration.database != 0 { commands.append(RESPCommand("SELECT", .number(configuration.database))) }
        let answers = await send(commands, timeout: configuration.connectTimeout)
        for answer in answers { _ = try answer.get() }
        let hello = try answers[0].get()
        guard hello["proto"]?.number == 3, let version = hello["version"]?.text, let mode = hello["mode"]?.text else {
            throw .unexpectedAnswer("a greeting that is none of RESP3")
        }
        greeting = Greeting(version: version, role: hello["role"]?.text ?? mode, mode: mode)
    }

    /// Sends a command.
    ///
    /// - Parameters:
    ///   - command: The command; one of those that are answered by pushes goes through ``subscribe(to:)``.
    ///   - time: How long the server itself may take before it answers, for commands that block.
    /// - Returns: The answer.
    /// - Throws: Why there is none; `server` for an answer that is an error.
    public func send(_ command: RESPCommand, blockingFor time: Duration = .zero) async throws(RESPError) -> RESPValue {
        try await send([command], timeout: configuration.answerTimeout + time)[0].get()
    }

    /// Sends commands at once.
    ///
    /// - Parameters:
    ///   - commands: The commands.
    ///   - time: How long the server itself may take before it answers the last, where that blocks.
    /// - Returns: The answer of each, or why there is none, in the commands' order.
    public func send(
        _ commands: [RESPCommand],
        blockingFor time: Duration = .zero
    ) async -> [Result<RESPValue, RESPError>] {
        await send(commands, timeout: configuration.answerTimeout + time)
    }

    /// Subscribes to channels; their messages come through ``pushes``.
    ///
    /// - Throws: Why there is none; `server` where the channels are not ours to read.
    public func subscribe(to channels: [String]) async throws(RESPError) {
        guard !channels.isEmpty else { return }
        let command = RESPCommand("SUBSCRIBE", channels.map(RESPCommand.Argument.text))
        _ = try await send(
            [command],
            reply: .pushes("subscribe", count: channels.count),
            timeout: configuration.answerTimeout
        )[0].get()
    }

    /// Closes the connection once what waits is answered.
    public func close() { handler.value.drain() }

    /// Returns once the connection has ended, whoever ended it.
    public nonisolated func waitForEnd() async {
        // It ends in success: a channel that failed is closed all the same.
        try? await channel.closeFuture.get()
    }

    private func send(
        _ commands: [RESPCommand],
        reply: ConnectionState<RESPHandler.Waiter>.Reply = .value,
        timeout: Duration
    ) async -> [Result<RESPValue, RESPError>] {
        guard !Task.isCancelled else { return commands.map { _ in .failure(.canceled) } }
        let numbers = commands.map { _ in
            nextNumber += 1
            return nextNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let batch = Batch(count: commands.count) { continuation.resume(returning: $0) }
                handler.value.send(
                    commands,
                    numbers: numbers,
                    reply: reply,
                    timeout: timeout,
                    waiters: commands.indices.map { index in { batch.note($0, at: index) } }
                )
            }
        } onCancel: {
            channel.eventLoop.execute { self.handler.value.cancel(numbers) }
        }
    }
}

/// The answers to commands that were sent together.
private final class Batch {
    private var answers: [Result<RESPValue, RESPError>?]
    private var missing: Int
    private let finish: ([Result<RESPValue, RESPError>]) -> Void

    init(count: Int, finish: @escaping ([Result<RESPValue, RESPError>]) -> Void) {
        answers = Array(repeating: nil, count: count)
        missing = count
        self.finish = finish
        if count == 0 { finish([]) }
    }

    func note(_ answer: Result<RESPValue, RESPError>, at index: Int) {
        answers[index] = answer
        missing -= 1
        if missing == 0 { finish(answers.map { $0 ?? .failure(.closed) }) }
    }
}

extension RESPEndpoint {
    /// Whether the host is an address, which no certificate's name is asked of.
    var isAddress: Bool { (try? SocketAddress(ipAddress: host, port: port)) != nil }
}
