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

    /// Takes what is due of the outbox.
    ///
    /// - Throws: When no shard answers.
    public func takeOutbox(limit: Int) async throws(TaskQueueError) -> [OutboxEntry] {
        let part = max(limit, 0) / shards.count + 1
        let answers = await each { shard throws(TaskQueueError) in try await shard.takeOutbox(limit: part) }
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

    /// How full it is.
    public func counts() async throws(TaskQueueError) -> QueueCounts {
        var whole = QueueCounts()
        for result in await each({ shard throws(TaskQueueError) in try await shard.counts() }) {
            whole.add(try result.get())
        }
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
        try await shards[0].announce(content, of: worker)
    }

    /// The processes of workers that spoke lately.
    public func workers() async throws(TaskQueueError) -> [WorkerNotice] { try await shards[0].workers() }

    /// Whether a shard may have lost tasks; the look through the store that follows is for all of them.
    public func takeReconciliation() async throws(TaskQueueError) -> ReconciliationMark? {
        var failure: TaskQueueError?
        for (place, shard) in shards.enumerated() {
            do throws(TaskQueueError) {
                let mark = try await health.ask(place, shard) { shard throws(TaskQueueError) in
                    try await shard.takeReconciliation()
                }
                if let mark { return mark.of(place) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return nil
    }

    /// It is the caller's for another minute.
    public func continueReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {
        let (place, mark) = mark.parts
        try await shards[place].continueReconciliation(mark)
    }

    /// The store was looked through for this shard.
    public func completeReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {
        let (place, mark) = mark.parts
        try await shards[place].completeReconciliation(mark)
    }

    /// Whoever asks next may try.
    public func abandonReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {
        let (place, mark) = mark.parts
        try await shards[place].abandonReconciliation(mark)
    }
}

extension ReconciliationMark {
    fileprivate func of(_ place: Int) -> ReconciliationMark { ReconciliationMark("\(place) \(text)") }

    /// The shard's place and its own mark.
    fileprivate var parts: (Int, ReconciliationMark) {
        let words = text.split(separator: " ", maxSplits: 1)
        return (Int(words[0]) ?? 0, ReconciliationMark(String(words[1])))
    }
}
