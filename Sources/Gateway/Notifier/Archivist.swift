// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue
public import ServiceLifecycle
internal import Storage

/// Keeps what is left of each fusion that ended with its result, before the queue forgets it.
///
/// A search for faces leaves nothing: its picture is removed at once.
public struct Archivist: Service {
    private let parts: GatewayParts

    /// An archivist.
    public init(_ parts: GatewayParts) { self.parts = parts }

    /// Works until the service ends.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            let events = parts.queue.events.events()
            var isComplete = await catchUp()
            let beats = Heartbeats(every: Self.interval, clock: parts.clock)
            // Several at once: one is three requests to a store that may be far away.
            await withTaskGroup(of: Bool.self) { group in
                var begun = 0
                for await wake in merged(events, beats, keeping: TaskEventHub.allBufferMax) {
                    switch wake {
                    case .event(let event):
                        if event.status == .delayed { parts.traffic.noteRetry() }
                        guard event.status.isTerminal else { continue }
                        if begun >= concurrentRequestsMax, await group.next() == false { isComplete = false }
                        begun += 1
                        group.addTask { await note(event) }
                    case .beat:
                        for await isDone in group where !isDone { isComplete = false }
                        begun = 0
                        let hasLoss = events.takeLoss()
                        if hasLoss || !isComplete { isComplete = await catchUp() }
                    }
                }
            }
        }
    }

    /// Archives a task that ended.
    ///
    /// - Returns: Whether there is nothing to be done about it later.
    private func note(_ event: TaskEvent) async -> Bool {
        do {
            // A server that took over may have forgotten the end that another told of: there will be one again.
            guard let record = try await parts.queue.record(of: event.task), record.state.status.isTerminal else {
                return true
            }
            // A batch's time is its targets', which count.
            if record.task.kind != .batch, let ended = record.ended {
                parts.traffic.note(ended: ended, created: record.task.created)
            }
            return await isArchived(record)
        } catch {
            parts.logger.warning("an end cannot be looked at yet", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Archives what was missed: ends that came while nobody watched, and those that could not be written.
    ///
    /// - Returns: Whether all is archived now.
    @discardableResult
    func catchUp() async -> Bool {
        var query = TaskQuery()
        query.statuses = Set(Queue.TaskStatus.allCases.filter(\.isTerminal))
        query.limit = Self.pageSize
        var isComplete = true
        do {
            repeat {
                let page = try await parts.queue.list(query)
                let areArchived = try await concurrently(page.tasks) { await isArchived($0) }
                if areArchived.contains(false) { isComplete = false }
                query.cursor = page.next
            } while query.cursor != nil
        } catch {
            parts.logger.warning("ended tasks cannot be listed yet", metadata: ["error": "\(error)"])
            return false
        }
        return isComplete
    }

    private func isArchived(_ record: TaskRecord) async -> Bool {
        do {
            try await archive(record)
            return true
        } catch {
            parts.logger.warning(
                "an ended task could not be archived yet",
                metadata: ["task": "\(record.task.id)", "error": "\(error)"]
            )
            return false
        }
    }

    private func archive(_ record: TaskRecord) async throws {
        let tenant = record.task.tenant.rawValue
        let id = ObjectID(tenant: tenant, name: record.task.id.rawValue)
        guard record.task.kind != .detection else { return try await parts.store.removeInputs(of: [id]) }
        guard !record.state.isErased else { return }
        let json = try await TaskLookup(parts: parts).json(.present(record))
        let archived = ArchivedTask(contentDigest: record.task.payload.digest, json: json)
        let status = FusionStatus(record.state.status).rawValue
        let kept: FinalKeeping
        do throws(StorageError) {
            kept = try await parts.store.putFinal(
                FinalRecord(
                    id: id,
                    createdAtMilliseconds: Int64(record.task.created.milliseconds),
                    status: status,
                    json: archived.recorded,
                    isDeadLetter: record.state.isDeadLetter
                )
            )
        } catch {
            // Erased meanwhile: nothing is to be left.
            guard error.code == .erased else { throw error }
            return
        }
        switch kept {
        // Every gateway hears of every end; whoever was first to keep it counts it.
        case .first: if record.task.kind == .fusion { parts.observer.ended(status) }
        case .existing(let first) where first != status: try await stand(by: first, against: record)
        case .existing: break
        }
    }

    /// The task had ended otherwise, which the queue's server lost before it ran again: an end that was kept does not
    /// change, and nobody is to read another in the queue.
    private func stand(by first: String, against record: TaskRecord) async throws {
        try await parts.queue.retire(record.task.id)
        parts.logger.warning(
            "a task ended again, which the queue had forgotten; its first end stays",
            metadata: [
                "task": "\(record.task.id)", "first": "\(first)", "again": "\(record.state.status)",
            ]
        )
    }

    private static let interval = Duration.seconds(120)
    private static let pageSize = 500
}
