// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// A cluster: each command goes to the node that has its key, and follows the key when it moves.
public actor RESPCluster: RESPSender {
    /// How often a command is sent on before it is given up.
    static let redirectionsMax = 5

    private let seeds: [RESPEndpoint]
    private let configuration: RESPConfiguration
    private let group: any EventLoopGroup
    private let clock: any Clock<Duration>
    private let prepare: RESPClient.Preparation
    private var nodes: [RESPEndpoint: RESPClient] = [:]
    private var map = ClusterMap()
    private var isMapKnown = false
    private var learning: Task<Result<Void, RESPError>, Never>?
    private var isClosed = false

    /// A cluster of which some nodes are known.
    ///
    /// - Parameters:
    ///   - seeds: Nodes to ask first.
    ///   - configuration: How to connect, to every node.
    ///   - group: On whose event loops.
    ///   - clock: Measures the waits between attempts.
    ///   - prepare: Run on every new connection.
    public init(
        _ seeds: [RESPEndpoint],
        configuration: RESPConfiguration = RESPConfiguration(),
        on group: any EventLoopGroup,
        clock: any Clock<Duration> = ContinuousClock(),
        prepare: @escaping RESPClient.Preparation = { _ in }
    ) {
        self.seeds = seeds
        self.configuration = configuration
        self.group = group
        self.clock = clock
        self.prepare = prepare
    }

    /// Sends a command to the node that has the key; see ``RESPSender``.
    public func send(
        _ command: RESPCommand,
        key: String,
        isRepeatable: Bool,
        blockingFor time: Duration
    ) async throws(RESPError) -> RESPValue {
        let slot = ClusterSlot.of(key)
        let start = ContinuousClock.now
        var failures = 0
        while true {
            do throws(RESPError) {
                return try await sendOnce(command, slot: slot, isRepeatable: isRepeatable, blockingFor: time)
            } catch {
                guard error.isWorthRepeating(isRepeatable), !isClosed, !Task.isCancelled,
                    ContinuousClock.now - start < configuration.patience
                else { throw error }
                // A primary is gone: its replica takes over after a while, and any node can tell.
                isMapKnown = false
                failures += 1
                var generator = SystemRandomNumberGenerator()
                // Canceled is looked at above.
                try? await clock.sleep(for: configuration.backoff.wait(afterFailures: failures, using: &generator))
            }
        }
    }

    /// Sends commands at once to the node that has the key; see ``RESPSender``.
    public func sendTogether(
        _ commands: [RESPCommand],
        key: String,
        blockingFor time: Duration
    ) async throws(RESPError) -> [Result<RESPValue, RESPError>] {
        let slot = ClusterSlot.of(key)
        let start = ContinuousClock.now
        var failures = 0
        while true {
            let failure: RESPError
            do throws(RESPError) {
                let answers = try await sendOnce(commands, slot: slot, blockingFor: time)
                guard let redirected = answers.compactMap(\.redirected).first else { return answers }
                failure = redirected
            } catch {
                guard error.isAboutConnection else { throw error }
                failure = error
            }
            guard !isClosed, !Task.isCancelled, ContinuousClock.now - start < configuration.patience else {
                throw failure
            }
            isMapKnown = false
            failures += 1
            var generator = SystemRandomNumberGenerator()
            // Canceled is looked at above.
            try? await clock.sleep(for: configuration.backoff.wait(afterFailures: failures, using: &generator))
        }
    }

    private func sendOnce(
        _ commands: [RESPCommand],
        slot: Int,
        blockingFor time: Duration
    ) async throws(RESPError) -> [Result<RESPValue, RESPError>] {
        guard !isClosed else { throw .closed }
        if !isMapKnown { try await learn() }
        guard let endpoint = map.owner(of: slot) else {
            throw .notConnected("no node of the cluster has slot \(slot)")
        }
        return try await client(of: endpoint).sendTogether(commands, key: "", blockingFor: time)
    }

    /// Closes every connection once what waits is answered.
    public func close() async {
        isClosed = true
        for node in nodes.values { await node.close() }
        nodes = [:]
    }

    /// Every primary that is known, asked for first where none is.
    public func primaries() async throws(RESPError) -> Set<RESPEndpoint> {
        if !isMapKnown { try await learn() }
        return map.nodes
    }

    private func sendOnce(
        _ command: RESPCommand,
        slot: Int,
        isRepeatable: Bool,
        blockingFor time: Duration
    ) async throws(RESPError) -> RESPValue {
        guard !isClosed else { throw .closed }
        if !isMapKnown { try await learn() }
        guard var endpoint = map.owner(of: slot) else {
            throw .notConnected("no node of the cluster has slot \(slot)")
        }
        var isAsking = false
        for _ in 0..<Self.redirectionsMax {
            do throws(RESPError) {
                let node = client(of: endpoint)
                guard isAsking else {
                    return try await node.send(command, isRepeatable: isRepeatable, blockingFor: time)
                }
                // Both at once, so that nothing comes between them.
                let answers = try await node.connection().send([RESPCommand("ASKING"), command])
                return try answers[1].get()
            } catch {
                guard case .server(let refusal) = error, let redirection = refusal.redirection else { throw error }
                // While a slot moves, the keys that a script names inside may be on either side: it would begin a
                // second ledger on the new one.
                if redirection.isOnce, command.isScript {
                    throw .notConnected("slot \(slot) is on its way from one node to another")
                }
                let host = redirection.host.isEmpty ? endpoint.host : redirection.host
                endpoint = RESPEndpoint(host: host, port: redirection.port)
                isAsking = redirection.isOnce
                if !redirection.isOnce { map.move(redirection.slot, to: endpoint) }
            }
        }
        throw .notConnected("slot \(slot) was sent on \(Self.redirectionsMax) times")
    }

    /// Learns who has what, once for all who want to know.
    private func learn() async throws(RESPError) {
        let task = learning ?? Task { await ask() }
        learning = task
        let result = await task.value
        if learning == task { learning = nil }
        try result.get()
    }

    /// Asks the nodes who has what.
    private func ask() async -> Result<Void, RESPError> {
        var reasons: [String] = []
        for endpoint in map.nodes.union(seeds) {
            do throws(RESPError) {
                let answer = try await client(of: endpoint).send(RESPCommand("CLUSTER", "SLOTS"), isRepeatable: true)
                map = try ClusterMap(answer, from: endpoint)
                isMapKnown = true
                await closeStrangers()
                return .success(())
            } catch {
                reasons.append("\(endpoint): \(error)")
            }
        }
        return .failure(.notConnected("no node of the cluster answers: \(reasons.joined(separator: "; "))"))
    }

    /// Nodes that left.
    private func closeStrangers() async {
        let known = map.nodes.union(seeds)
        for (endpoint, node) in nodes where !known.contains(endpoint) {
            nodes[endpoint] = nil
            await node.close()
        }
    }

    private func client(of endpoint: RESPEndpoint) -> RESPClient {
        if let node = nodes[endpoint] { return node }
        var configuration = configuration
        // Once: whether a node is worth waiting for is for the cluster to say.
        configuration.patience = .zero
        let node = RESPClient(
            .single(endpoint),
            configuration: configuration,
            on: group,
            clock: clock,
            prepare: prepare
        )
        nodes[endpoint] = node
        return node
    }
}

extension Result<RESPValue, RESPError> {
    /// The refusal of a node that does not have the slot.
    fileprivate var redirected: RESPError? {
        if case .failure(let error) = self, case .server(let refusal) = error, refusal.redirection != nil {
            error
        } else {
            nil
        }
    }
}
