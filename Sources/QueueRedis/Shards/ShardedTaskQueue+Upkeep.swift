// SPDX-License-Identifier: Apache-2.0

public import Queue

extension ShardedTaskQueue {
    /// Does what time demands, in all shards that answer.
    ///
    /// - Throws: When one does not, after the others.
    public func tick() async throws(TaskQueueError) -> TickReport {
        var whole = TickReport()
        for result in await each({ shard throws(TaskQueueError) in try await shard.tick() }) {
            let part = try result.get()
            whole.expiredLeases += part.expiredLeases
            whole.released += part.released
            whole.expiredTasks += part.expiredTasks
            whole.retired += part.retired
            whole.isPartial = whole.isPartial || part.isPartial
        }
        return whole
    }

    /// Takes what is due of the outbox, up to the limit of each shard.
    ///
    /// - Throws: When no shard answers.
    public func takeOutbox(limit: Int) async throws(TaskQueueError) -> [OutboxEntry] {
        let answers = await each { shard throws(TaskQueueError) in try await shard.takeOutbox(limit: limit) }
        var entries: [OutboxEntry] = []
        var failure: TaskQueueError?
        for (place, answer) in answers.enumerated() {
            switch answer {
            // An entry's number here says its shard too.
            case .success(let taken): entries += taken.map { $0.numbered($0.id * shards.count + place) }
            case .failure(let error): failure = error
            }
        }
        if let failure, entries.isEmpty { throw failure }
        return entries
    }

    /// The entry is done.
    public func completeOutbox(_ entry: Int) async throws(TaskQueueError) {
        try await shards[entry % shards.count].completeOutbox(entry / shards.count)
    }

    /// The entry is to be tried again after a wait.
    public func postponeOutbox(_ entry: Int, by delay: Duration) async throws(TaskQueueError) {
        try await shards[entry % shards.count].postponeOutbox(entry / shards.count, by: delay)
    }

    /// How full those shards are that answer.
    ///
    /// - Throws: When none does.
    public func counts() async throws(TaskQueueError) -> QueueCounts {
        let answers = await each { shard throws(TaskQueueError) in try await shard.counts() }
        var whole = QueueCounts()
        for case .success(let part) in answers { whole.add(part) }
        if !answers.contains(where: \.isSuccess) { _ = try answers[0].get() }
        return whole
    }

    /// Holds back claims until resumed, of every process.
    public func pause() async throws(TaskQueueError) {
        try await each { shard throws(TaskQueueError) in try await shard.pause() }.check()
    }

    /// Lets claims through again.
    public func resume() async throws(TaskQueueError) {
        try await each { shard throws(TaskQueueError) in try await shard.resume() }.check()
    }

    /// A process of workers says what it is, to the first shard.
    public func announce(_ content: [UInt8]?, of worker: WorkerID) async throws(TaskQueueError) {
        try await health.ask(0, shards[0]) { shard throws(TaskQueueError) in
            try await shard.announce(content, of: worker)
        }
    }

    /// The processes of workers that spoke lately.
    public func workers() async throws(TaskQueueError) -> [WorkerNotice] {
        try await health.ask(0, shards[0]) { shard throws(TaskQueueError) in try await shard.workers() }
    }

    /// Whether a shard may have lost tasks.
    public func takeReconciliation() async throws(TaskQueueError) -> ReconciliationMark? {
        var failure: TaskQueueError?
        for (place, shard) in shards.enumerated() {
            do throws(TaskQueueError) {
                let mark = try await health.ask(place, shard) { shard throws(TaskQueueError) in
                    try await shard.takeReconciliation()
                }
                if let mark { return ReconciliationMark(mark.text, shard: place, of: shards.count) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return nil
    }

    /// It is the caller's for another minute.
    public func continueReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {
        try await shards[mark.shard].continueReconciliation(mark)
    }

    /// The store was looked through for this shard.
    public func completeReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {
        try await shards[mark.shard].completeReconciliation(mark)
    }

    /// Whoever asks next may try.
    public func abandonReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {
        try await shards[mark.shard].abandonReconciliation(mark)
    }
}
