// SPDX-License-Identifier: Apache-2.0

public import NIOCore
public import Queue
import Synchronization

/// The queue of many machines over several shards, each of which may lie on another node of a cluster.
///
/// A tenant has one shard, in which its tasks are ordered, counted and bounded; shares between tenants hold inside of a
/// shard. Workers claim from all shards by turns. While one does not answer, the others go on.
public final class ShardedTaskQueue: TaskQueue {
    /// State changes of all shards.
    public var events: TaskEventHub { hints.events }
    /// Rings of all shards.
    public var doorbell: Doorbell { hints.doorbell }
    let hints: QueueHints
    let shards: [RedisTaskQueue]
    let health: ShardHealth
    /// Whose turn it is to be asked first.
    private let turns = Atomic(0)

    private init(_ shards: [RedisTaskQueue], _ hints: QueueHints) {
        self.shards = shards
        self.hints = hints
        health = ShardHealth(count: shards.count, doorbell: hints.doorbell)
    }

    /// Opens a queue.
    ///
    /// - Parameters:
    ///   - location: Where it is, and how many shards it has, whose names are `q0`, `q0.1` and so on.
    ///   - policy: As of one shard; bounds are each shard's.
    ///   - group: On whose event loops the connections run.
    ///   - wall: What time scripts are told; `nil`: the server's own, as everywhere but in tests.
    /// - Returns: The queue, once all its shards hear of changes.
    /// - Throws: As for one shard; `unsuitableServer` for one that other processes took for one of another number.
    public static func open(
        at location: RedisLocation,
        policy: QueuePolicy = QueuePolicy(),
        on group: any EventLoopGroup,
        wall: WallClock? = nil
    ) async throws(TaskQueueError) -> ShardedTaskQueue {
        let hints = QueueHints()
        var shards: [RedisTaskQueue] = []
        do throws(TaskQueueError) {
            for number in 0..<location.shardCount {
                var place = location
                if number > 0 { place.shard += ".\(number)" }
                shards.append(
                    try await RedisTaskQueue.open(at: place, policy: policy, on: group, wall: wall, hints: hints)
                )
            }
        } catch {
            for shard in shards { await shard.close() }
            throw error
        }
        return ShardedTaskQueue(shards, hints)
    }

    /// Ends the connections; every later call is `unavailable`.
    public func close() async {
        health.endProbes()
        for shard in shards { await shard.close() }
    }

    func shard(of task: TaskID) -> RedisTaskQueue { shards[TaskSlot(of: task).shard(of: shards.count)] }
    func shard(of tenant: TenantID) -> RedisTaskQueue { shards[TaskSlot(of: tenant).shard(of: shards.count)] }

    /// All shards' places, another one first each time.
    var inTurn: [Int] {
        let first = turns.add(1, ordering: .relaxed).oldValue % shards.count
        return shards.indices.map { (first + $0) % shards.count }
    }

    /// Asks all shards at once but those known not to answer.
    ///
    /// - Returns: What each says, in their order.
    func each<Value: Sendable>(
        _ work: @escaping @Sendable (RedisTaskQueue) async throws(TaskQueueError) -> Value
    ) async -> [Result<Value, TaskQueueError>] {
        await withTaskGroup(of: (Int, Result<Value, TaskQueueError>).self) { group in
            for (place, shard) in shards.enumerated() {
                group.addTask { [health] in
                    do throws(TaskQueueError) {
                        return (place, .success(try await health.ask(place, shard, work)))
                    } catch {
                        return (place, .failure(error))
                    }
                }
            }
            var results: [(Int, Result<Value, TaskQueueError>)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

extension [Result<Void, TaskQueueError>] {
    /// Throws the first failure.
    func check() throws(TaskQueueError) { for result in self { try result.get() } }
}
