// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// A connection that comes back: to one server, or to whichever is the primary now.
///
/// A command waits for the connection for as long as ``RESPConfiguration/patience``. When the connection ends, the next
/// one is looked for at once, by whoever wants to send and also where nobody does, so that what was set up with it
/// stands again; that goes on until ``close()``.
public actor RESPClient: RESPSender {
    /// Run on every new connection before anything else; throws where the connection is of no use.
    public typealias Preparation = @Sendable (RESPConnection) async throws(RESPError) -> Void

    private enum State {
        case idle
        case connecting(Task<Result<RESPConnection, RESPError>, Never>)
        case connected(RESPConnection)
        case closed
    }

    /// How many connections were made; more than one when it came back.
    public private(set) var connectionCount = 0

    private let topology: RESPTopology
    private let configuration: RESPConfiguration
    private let group: any EventLoopGroup
    private let clock: any Clock<Duration>
    private let prepare: Preparation
    private var state = State.idle
    /// In a row: connections that could not be made, and those that were of no use.
    private var failures = 0

    /// A client that has not connected.
    ///
    /// - Parameters:
    ///   - topology: Where the server is.
    ///   - configuration: How to connect.
    ///   - group: On whose event loops.
    ///   - clock: Measures the waits between attempts.
    ///   - prepare: Run on every new connection.
    public init(
        _ topology: RESPTopology,
        configuration: RESPConfiguration = RESPConfiguration(),
        on group: any EventLoopGroup,
        clock: any Clock<Duration> = ContinuousClock(),
        prepare: @escaping Preparation = { _ in }
    ) {
        self.topology = topology
        self.configuration = configuration
        self.group = group
        self.clock = clock
        self.prepare = prepare
    }

    /// The connection, made first where there is none.
    ///
    /// - Throws: `notConnected` when none came within the patience; `server` when the server refuses us; `closed`.
    public func connection() async throws(RESPError) -> RESPConnection {
        let start = ContinuousClock.now
        while true {
            let failure: RESPError
            switch await attempt() {
            case .success(let connection): return connection
            case .failure(let error): failure = error
            }
            guard failure.isWorthAnotherAttempt, ContinuousClock.now - start < configuration.patience, !Task.isCancelled
            else {
                throw failure
            }
        }
    }

    /// Sends a command; see ``RESPSender``.
    public func send(
        _ command: RESPCommand,
        key: String,
        isRepeatable: Bool,
        blockingFor time: Duration
    ) async throws(RESPError) -> RESPValue {
        try await send(command, isRepeatable: isRepeatable, blockingFor: time)
    }

    /// Sends a command.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - isRepeatable: Whether it may be carried out twice, so that it is sent again when its answer was lost.
    ///   - time: How long the server itself may take before it answers.
    /// - Returns: The answer.
    /// - Throws: Why there is none.
    public func send(
        _ command: RESPCommand,
        isRepeatable: Bool = false,
        blockingFor time: Duration = .zero
    ) async throws(RESPError) -> RESPValue {
        let start = ContinuousClock.now
        while true {
            let connection = try await connection()
            do throws(RESPError) {
                let answer = try await connection.send(command, blockingFor: time)
                failures = 0
                return answer
            } catch {
                if error.isAboutConnection { forget(connection) }
                guard error.isWorthRepeating(isRepeatable), ContinuousClock.now - start < configuration.patience else {
                    throw error
                }
            }
        }
    }

    /// Sends commands at once on one connection; see ``RESPSender``.
    public func sendTogether(
        _ commands: [RESPCommand],
        key: String,
        blockingFor time: Duration
    ) async throws(RESPError) -> [Result<RESPValue, RESPError>] {
        let start = ContinuousClock.now
        while true {
            let connection = try await connection()
            let answers = await connection.send(commands, blockingFor: time)
            guard let failure = answers.compactMap(\.connectionFailure).first else {
                failures = 0
                return answers
            }
            forget(connection)
            guard ContinuousClock.now - start < configuration.patience, !Task.isCancelled else { throw failure }
        }
    }

    /// Closes the connection once what waits is answered; every later command is refused.
    public func close() async {
        if case .connected(let connection) = state { await connection.close() }
        if case .connecting(let task) = state { task.cancel() }
        state = .closed
    }

    /// One attempt for all who want it.
    private func attempt() async -> Result<RESPConnection, RESPError> {
        switch state {
        case .closed: return .failure(.closed)
        case .connected(let connection): return .success(connection)
        case .connecting(let task): return await task.value
        case .idle:
            let task = Task { await connect() }
            state = .connecting(task)
            return await task.value
        }
    }

    private func connect() async -> Result<RESPConnection, RESPError> {
        var generator = SystemRandomNumberGenerator()
        // Canceled means that the client was closed, which is looked at below.
        try? await clock.sleep(for: configuration.backoff.wait(afterFailures: failures, using: &generator))
        let result = await prepared()
        if case .closed = state {
            if case .success(let connection) = result { await connection.close() }
            return .failure(.closed)
        }
        switch result {
        case .success(let connection):
            connectionCount += 1
            state = .connected(connection)
            Task { [weak self] in
                await connection.waitForEnd()
                await self?.comeBack(from: connection)
            }
        case .failure:
            failures += 1
            state = .idle
        }
        return result
    }

    private func prepared() async -> Result<RESPConnection, RESPError> {
        do throws(RESPError) {
            let connection = try await topology.connect(configuration, on: group)
            do throws(RESPError) {
                try await prepare(connection)
                return .success(connection)
            } catch {
                await connection.close()
                throw error
            }
        } catch {
            return .failure(error)
        }
    }

    /// The connection is of no use any more.
    ///
    /// That it could be made does not count: a server that is loading its data takes connections and refuses commands.
    private func forget(_ connection: RESPConnection) {
        guard case .connected(let current) = state, current === connection else { return }
        failures += 1
        state = .idle
        Task { await connection.close() }
    }

    /// A connection ended that nobody closed: the next one is looked for until it is there.
    private func comeBack(from connection: RESPConnection) async {
        forget(connection)
        while case .idle = state {
            if case .success = await attempt() { return }
        }
    }
}

extension Result<RESPValue, RESPError> {
    /// Why another connection is needed.
    fileprivate var connectionFailure: RESPError? {
        if case .failure(let error) = self, error.isAboutConnection { error } else { nil }
    }
}

extension RESPError {
    /// Whether the fault is the connection's: another one may do better.
    var isAboutConnection: Bool {
        switch self {
        case .notConnected, .connectionLost, .timedOut, .closed: true
        case .server(let error): error.isAboutRole
        case .tooManyCommands, .canceled, .unexpectedAnswer: false
        }
    }

    /// Whether the same command may succeed on another connection, and may be sent again.
    func isWorthRepeating(_ isRepeatable: Bool) -> Bool { isAboutConnection && (isRepeatable || !mayHaveHappened) }

    /// Whether connecting again may succeed: a server that refuses our password will refuse it again.
    fileprivate var isWorthAnotherAttempt: Bool {
        switch self {
        case .server(let error): error.isAboutRole
        case .closed, .canceled: false
        case .notConnected, .connectionLost, .timedOut, .tooManyCommands, .unexpectedAnswer: true
        }
    }
}
