// SPDX-License-Identifier: Apache-2.0

public import NIOCore
public import Queue
import RESP
import Synchronization

/// The queue of many machines: on Redis or Valkey, every step one script.
///
/// Processes share nothing but the server. Changes come to watchers and rings to waiting slots through it, as hints:
/// what is missed while a connection is lost is found by looking.
public final class RedisTaskQueue: TaskQueue {
    /// State changes that this process heard of.
    public var events: TaskEventHub { hints.events }
    /// Rings when there may be something to claim.
    public var doorbell: Doorbell { hints.doorbell }
    let hints: QueueHints
    let runner: ScriptRunner
    let policy: QueuePolicy
    let progress = PendingProgress()
    let durability: QueueDurability
    /// For tasks that have to be safe before they are accepted; nil where the server's answer is enough.
    let writer: DurableWriter?
    private let connections: [any Closable]
    private let relays = Mutex<[Task<Void, Never>]>([])

    /// Opens a queue.
    ///
    /// - Parameters:
    ///   - location: Where it is.
    ///   - policy: The numbers of the contract; those of every process have to be equal.
    ///   - group: On whose event loops the connections run.
    ///   - wall: What time scripts are told; `nil`: the server's own, as everywhere but in tests.
    /// - Returns: The queue, once it hears of changes.
    /// - Throws: `schemaTooNew`, `unavailable`, `evictingServer`, `unsuitableServer`.
    public static func open(
        at location: RedisLocation,
        policy: QueuePolicy = QueuePolicy(),
        on group: any EventLoopGroup,
        wall: WallClock? = nil
    ) async throws(TaskQueueError) -> RedisTaskQueue {
        try await open(at: location, policy: policy, on: group, wall: wall, hints: QueueHints())
    }

    /// Opens a queue or one of its shards.
    static func open(
        at location: RedisLocation,
        policy: QueuePolicy,
        on group: any EventLoopGroup,
        wall: WallClock?,
        hints: QueueHints
    ) async throws(TaskQueueError) -> RedisTaskQueue {
        let queue = RedisTaskQueue(location, policy, group, wall, hints)
        do throws(TaskQueueError) {
            try await queue.check(location)
            try await queue.listen(location, group)
        } catch {
            await queue.close()
            throw error
        }
        return queue
    }

    private init(
        _ location: RedisLocation,
        _ policy: QueuePolicy,
        _ group: any EventLoopGroup,
        _ wall: WallClock?,
        _ hints: QueueHints
    ) {
        self.policy = policy
        self.hints = hints
        let commands = location.sender(on: group)
        let bell = location.sender(on: group)
        let writes = location.sender(on: group)
        connections = [commands, bell, writes]
        let prefix = location.prefix
        let scripts = QueueScripts(policy)
        runner = ScriptRunner(sender: commands, scripts: scripts, prefix: prefix, wall: wall)
        durability = location.durability
        writer = DurableWriter(
            ScriptRunner(sender: writes, scripts: scripts, prefix: prefix, wall: wall),
            location.durability
        )
        let relay = BellRelay(sender: bell, prefix: prefix, doorbell: hints.doorbell, clock: ContinuousClock())
        relays.withLock { $0.append(Task { await relay.run() }) }
    }

    deinit {
        for relay in relays.withLock({ $0 }) { relay.cancel() }
    }

    /// Ends the connections; every later call is `unavailable`.
    public func close() async {
        let running = relays.withLock { relays in
            defer { relays = [] }
            return relays
        }
        for relay in running { relay.cancel() }
        for connection in connections { await connection.close() }
    }

    private func check(_ location: RedisLocation) async throws(TaskQueueError) {
        try await checkEviction()
        try await checkDurability()
        try await checkLayout()
        let answer = try await runner.run(.open, [.number(location.shardCount)]).elements ?? []
        guard answer.count == 2, let shardCount = answer[1].number else {
            throw .unavailable("an answer that is none: \(answer)")
        }
        guard shardCount == location.shardCount else {
            throw .unsuitableServer(
                "its tasks are spread over \(shardCount) shards and this process is told of \(location.shardCount); the"
                    + " number is the same for all: to change it, end all, remove the queue's keys and start anew"
            )
        }
    }

    private func checkEviction() async throws(TaskQueueError) {
        do throws(RESPError) {
            _ = try await runner.sender.send(RESPCommand("PING"), key: runner.prefix, isRepeatable: true)
        } catch {
            guard let policy = EvictionCheck.policy(refusedBy: error) else { throw .unavailable("\(error)") }
            throw .evictingServer(policy: policy)
        }
    }

    /// Whether the server can do at all what is asked of it; without a replica it may have one later.
    private func checkDurability() async throws(TaskQueueError) {
        guard durability == .fsync, let command = durability.command else { return }
        do throws(RESPError) {
            _ = try await runner.sender.send(command, key: runner.prefix, isRepeatable: true)
        } catch {
            guard case .server(let refusal) = error else { throw .unavailable("\(error)") }
            throw .unsuitableServer("it cannot say when its disk has a task: \(refusal)")
        }
    }

    /// The first layout was never released and kept its ledger in a hash, which no script of this one can read.
    private func checkLayout() async throws(TaskQueueError) {
        let kind = try? await runner.sender.send(
            RESPCommand("TYPE", .text(runner.prefix + "m")),
            key: runner.prefix,
            isRepeatable: true
        )
        guard kind?.text == "hash" else { return }
        throw .unsuitableServer(
            "\(runner.prefix)* was written by a version before the first release; remove it, and what was accepted is"
                + " enqueued again from the store"
        )
    }

    /// Returns once changes are heard of; a refusal at the start is not taken for a passing fault.
    private func listen(_ location: RedisLocation, _ group: any EventLoopGroup) async throws(TaskQueueError) {
        let (attempts, continuation) = AsyncStream.makeStream(
            of: RESPError?.self,
            bufferingPolicy: .bufferingOldest(1)
        )
        let relay = EventRelay(location: location, group: group, hints: hints)
        relays.withLock { $0.append(Task { await relay.run { continuation.yield($0) } }) }
        for await failure in attempts {
            if let failure { throw .unavailable("changes cannot be heard of: \(failure)") }
            return
        }
    }
}
