// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue
public import ServiceLifecycle
internal import Storage

/// Works the queue's outbox off: posts webhooks and removes the pictures of tasks that ended.
public struct Notifier: Service {
    private let parts: GatewayParts
    private let sender: WebhookSender

    /// A notifier.
    public init(_ parts: GatewayParts) {
        self.parts = parts
        sender = WebhookSender(parts: parts)
    }

    /// Works until the service ends; what is left stays in the outbox.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            // One wake is as good as many: each works off all that is due.
            let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let events = parts.queue.events.events()
            let beats = Heartbeats(every: Self.interval, clock: parts.clock)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await event in events where event.status.isTerminal { wake.yield() } }
                group.addTask { await beats.run { wake.yield() } }
                for await _ in wakes { await workOff() }
                group.cancelAll()
            }
        }
    }

    /// Does what is due.
    func workOff() async {
        do {
            while true {
                let entries = try await parts.queue.takeOutbox(limit: Self.batch)
                await withTaskGroup(of: Void.self) { group in
                    for entry in entries { group.addTask { await handle(entry) } }
                }
                if entries.count < Self.batch { return }
            }
        } catch {
            parts.logger.warning("the outbox cannot be read", metadata: ["error": "\(error)"])
        }
    }

    private func handle(_ entry: OutboxEntry) async {
        do {
            switch entry.kind {
            case .inputRemoval:
                if let id = ObjectID(entry.record) { try await parts.store.removeInputs(of: [id]) }
                try await parts.queue.completeOutbox(entry.id)
            case .webhook:
                if let child = try ChildLink(recorded: entry.payload) {
                    try await mark(child, entry)
                } else {
                    try await tell(entry)
                }
            }
        } catch {
            // It comes again after the outbox's lease.
            parts.logger.warning(
                "an outbox entry failed",
                metadata: ["task": "\(entry.task)", "kind": "\(entry.kind)", "error": "\(error)"]
            )
        }
    }

    /// Marks a child in its batch; the last one waits for a batch that is being accepted still.
    private func mark(_ child: ChildLink, _ entry: OutboxEntry) async throws {
        let isDone = try await BatchEnding(parts: parts).note(child, tenant: entry.tenant.rawValue)
        if isDone || entry.attempts >= Self.batchAwaitedMax { return try await parts.queue.completeOutbox(entry.id) }
        try await parts.queue.postponeOutbox(entry.id, by: Self.batchAwait)
    }

    private func tell(_ entry: OutboxEntry) async throws {
        let subscription = try WebhookSubscription(recorded: entry.payload)
        if let attempt = try await putResult(entry, subscription), !attempt.isFinal {
            return try await tryLater(entry, after: attempt)
        }
        guard let message = try await message(entry, subscription) else {
            return try await parts.queue.completeOutbox(entry.id)
        }
        let attempt = await sender.post(message)
        await note(attempt, of: message, tenant: entry.tenant.rawValue)
        parts.observer.delivered(attempt.isDelivered)
        if attempt.isFinal { return try await parts.queue.completeOutbox(entry.id) }
        try await tryLater(entry, after: attempt)
    }

    /// Before a success is told of, its result is where the client wants it.
    private func putResult(_ entry: OutboxEntry, _ subscription: WebhookSubscription) async throws -> WebhookAttempt? {
        guard entry.status == .succeeded, let url = subscription.resultURL else { return nil }
        return try await ResultDelivery(parts: parts, sender: sender)
            .attempt(entry.task, tenant: entry.tenant.rawValue, to: url)
    }

    private func tryLater(_ entry: OutboxEntry, after attempt: WebhookAttempt) async throws {
        var generator = SystemRandomNumberGenerator()
        let delay = WebhookSchedule.delay(
            afterFailedAttempts: max(entry.attempts, 1),
            retryAfterSeconds: attempt.retryAfterSeconds,
            using: &generator
        )
        guard let delay else {
            parts.logger.warning("a webhook was given up", metadata: ["task": "\(entry.task)"])
            return try await parts.queue.completeOutbox(entry.id)
        }
        try await parts.queue.postponeOutbox(entry.id, by: delay)
    }

    /// What is to be posted; `nil` when nobody wants to know of this end, or the task is gone.
    private func message(
        _ entry: OutboxEntry,
        _ subscription: WebhookSubscription
    ) async throws -> WebhookMessage? {
        let status = FusionStatus(entry.status)
        guard subscription.events.contains(where: { $0.rawValue == status.rawValue }) else { return nil }
        let tenant = entry.tenant.rawValue
        for (kind, name) in [(TaskKind.fusion, "fusion"), (.batch, "batch")] {
            guard let json = try await json(of: entry.task, kind, tenant: tenant) else { continue }
            return try WebhookMessage(json, of: entry.task, name, status: status, to: subscription.url, at: parts.now)
        }
        return nil
    }

    /// The log is no reason to post again.
    private func note(_ attempt: WebhookAttempt, of message: WebhookMessage, tenant: String) async {
        do {
            _ = try await DeliveryLog(parts: parts).note(attempt, of: message, tenant: tenant)
        } catch {
            parts.logger.warning(
                "a webhook's attempt was not written down",
                metadata: ["task": "\(message.task)", "error": "\(error)"]
            )
        }
    }

    /// The task; `nil` when it was erased or forgotten.
    ///
    /// When queue or store do not answer, it is asked for again later.
    private func json(of task: TaskID, _ kind: TaskKind, tenant: String) async throws -> [UInt8]? {
        let lookup = TaskLookup(parts: parts, kind: kind)
        do {
            guard let found = try await lookup.findIfAny(task, of: tenant) else { return nil }
            return try await lookup.json(found)
        } catch let problem as Problem where problem.code == .gone {
            return nil
        }
    }

    private static let batch = 64
    /// How long, and how often, a batch's last child waits for the batch: an hour, as one that was refused never comes.
    private static let batchAwait = Duration.seconds(5)
    private static let batchAwaitedMax = 720
    private static let interval = Duration.seconds(1)
}
