// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// Channels that are listened to for good: after a lost connection they are subscribed to again.
public struct RESPSubscription: Sendable {
    /// What is heard.
    public enum Event: Hashable, Sendable {
        /// Listening from now on; what was said before, or between two connections, was missed.
        case listening
        /// A message.
        case message(channel: String, content: [UInt8])
    }

    private let topology: RESPTopology
    private let configuration: RESPConfiguration
    private let group: any EventLoopGroup
    private let clock: any Clock<Duration>
    private let channels: [String]

    /// A subscription that does not listen yet.
    public init(
        to channels: [String],
        at topology: RESPTopology,
        configuration: RESPConfiguration = RESPConfiguration(),
        on group: any EventLoopGroup,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.channels = channels
        self.topology = topology
        self.configuration = configuration
        self.group = group
        self.clock = clock
    }

    /// Listens until canceled.
    ///
    /// - Parameters:
    ///   - failed: Told why there is no connection now, after each attempt.
    ///   - heard: Told of everything in order.
    public func run(
        failed: @Sendable (RESPError) -> Void = { _ in },
        heard: @Sendable (Event) async -> Void
    ) async {
        var failures = 0
        var generator = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            do throws(RESPError) {
                let connection = try await topology.connect(configuration, on: group)
                try await subscribe(on: connection)
                failures = 0
                await listen(on: connection, heard)
                throw .connectionLost("the server closed the connection")
            } catch {
                if Task.isCancelled { return }
                failed(error)
                failures += 1
            }
            // Canceled means that nobody listens any more.
            try? await clock.sleep(for: configuration.backoff.wait(afterFailures: failures, using: &generator))
        }
    }

    private func subscribe(on connection: RESPConnection) async throws(RESPError) {
        do throws(RESPError) {
            try await connection.subscribe(to: channels)
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Passes messages on until the connection ends.
    private func listen(on connection: RESPConnection, _ heard: @Sendable (Event) async -> Void) async {
        let clock = clock
        let interval = configuration.pingInterval
        await withTaskGroup { group in
            group.addTask { await Self.ping(connection, every: interval, clock) }
            await heard(.listening)
            await pass(connection.pushes, to: heard)
            group.cancelAll()
        }
        await connection.close()
    }

    private func pass(_ pushes: AsyncStream<[RESPValue]>, to heard: @Sendable (Event) async -> Void) async {
        for await push in pushes {
            guard push.count == 3, push[0].text == "message", let channel = push[1].text, let content = push[2].content
            else { continue }
            await heard(.message(channel: channel, content: content))
        }
    }

    /// A server that vanished without a word is missed by nobody who only listens: an answer that does not come ends
    /// the connection.
    private static func ping(_ connection: RESPConnection, every interval: Duration, _ clock: any Clock<Duration>) async
    {
        do {
            while true {
                try await clock.sleep(for: interval)
                _ = try await connection.send(RESPCommand("PING"))
            }
        } catch {
            // Canceled, or the connection has ended, which its reader is told as well.
            await connection.close()
        }
    }
}
