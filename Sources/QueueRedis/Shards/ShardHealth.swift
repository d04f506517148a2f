// SPDX-License-Identifier: Apache-2.0

import Queue
import Synchronization

/// Which shards do not answer: nobody waits for those but one who asks until they do.
///
/// Otherwise each claim and each heartbeat would wait for as long as a command is tried, and leases of the shards that
/// answer would run out meanwhile.
final class ShardHealth: Sendable {
    private let probes: Mutex<[Task<Void, Never>?]>
    private let clock: any Clock<Duration>
    private let doorbell: Doorbell

    init(count: Int, doorbell: Doorbell, clock: any Clock<Duration> = ContinuousClock()) {
        probes = Mutex(Array(repeating: nil, count: count))
        self.doorbell = doorbell
        self.clock = clock
    }

    deinit { endProbes() }

    func isDown(_ place: Int) -> Bool { probes.withLock { $0[place] != nil } }

    /// Asks a shard, unless it is known not to answer.
    func ask<Value: Sendable>(
        _ place: Int,
        _ shard: RedisTaskQueue,
        _ work: (RedisTaskQueue) async throws(TaskQueueError) -> Value
    ) async throws(TaskQueueError) -> Value {
        if isDown(place) { throw .unavailable("shard \(shard.runner.prefix) does not answer") }
        do throws(TaskQueueError) {
            return try await work(shard)
        } catch {
            if case .unavailable = error { noteDown(place, shard) }
            throw error
        }
    }

    /// Asks no more.
    func endProbes() {
        for probe in probes.withLock({ $0 }) { probe?.cancel() }
    }

    private func noteDown(_ place: Int, _ shard: RedisTaskQueue) {
        probes.withLock { probes in
            guard probes[place] == nil else { return }
            probes[place] = Task { [weak self, clock] in
                while !Task.isCancelled {
                    if (try? await shard.share(of: TenantID("default"))) != nil { break }
                    // Canceled is looked at above.
                    try? await clock.sleep(for: .milliseconds(500))
                }
                self?.noteUp(place)
            }
        }
    }

    private func noteUp(_ place: Int) {
        probes.withLock { $0[place] = nil }
        // What waits there was not asked for.
        doorbell.ringAll()
    }
}
