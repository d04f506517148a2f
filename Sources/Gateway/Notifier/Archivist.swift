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
            await catchUp()
            for await wake in merged(events, Heartbeats(every: Self.interval, clock: parts.clock)) {
                switch wake {
                case .beat: await catchUp()
                case .event(let event): await note(event)
                }
            }
        }
    }

    private func note(_ event: TaskEvent) async {
        if event.status == .delayed { parts.traffic.noteRetry() }
        guard event.status.isTerminal else { return }
        do {
            guard let record = try await parts.queue.record(of: event.task) else { return }
            if record.task.kind == .fusion { parts.observer.ended(FusionStatus(record.state.status).rawValue) }
            if let ended = record.ended { parts.traffic.note(ended: ended, created: record.task.created) }
            try await archive(record)
        } catch {
            parts.logger.warning(
                "an ended task could not be archived yet",
                metadata: ["task": "\(event.task)", "error": "\(error)"]
            )
        }
    }

    /// Archives what was missed: ends that came while nobody watched, and those that could not be written.
    func catchUp() async {
        var query = TaskQuery()
        query.statuses = Set(Queue.TaskStatus.allCases.filter(\.isTerminal))
        query.limit = Self.pageSize
        do {
            repeat {
                let page = try await parts.queue.list(query)
                for record in page.tasks { try await archive(record) }
                query.cursor = page.next
            } while query.cursor != nil
        } catch {
            parts.logger.warning("ended tasks could not be archived yet", metadata: ["error": "\(error)"])
        }
    }

    private func archive(_ record: TaskRecord) async throws {
        let tenant = record.task.tenant.rawValue
        let id = ObjectID(tenant: tenant, name: record.task.id.rawValue)
        guard record.task.kind == .fusion else { return try await parts.store.removeInputs(of: [id]) }
        guard !record.state.isErased else { return }
        let view = try await TaskPresenter(parts: parts).view(of: record)
        let archived = ArchivedTask(contentDigest: record.task.payload.digest, json: view.json)
        do throws(StorageError) {
            try await parts.store.putFinal(
                FinalRecord(
                    id: id,
                    createdAtMilliseconds: Int64(record.task.created.milliseconds),
                    status: view.status.rawValue,
                    json: archived.recorded
                )
            )
        } catch {
            // Erased meanwhile: nothing is to be left.
            guard error.code == .erased else { throw error }
        }
    }

    private static let interval = Duration.seconds(120)
    private static let pageSize = 500
}
