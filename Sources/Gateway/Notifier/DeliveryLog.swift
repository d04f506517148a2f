// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Synchronization

/// What a webhook is told, the same for every attempt.
struct WebhookMessage: Hashable, Sendable {
    /// Stable over attempts: receivers know a repeat by it.
    let identifier: String
    let task: TaskID
    let event: String
    let url: RemoteURL
    let body: [UInt8]
}

/// How one attempt to post went.
struct WebhookAttempt: Hashable, Sendable {
    let at: Timestamp
    /// The receiver's status; `nil` when it did not answer.
    let status: Int?
    /// Why it did not.
    let failure: String?
    /// What the receiver asked for, in seconds.
    let retryAfterSeconds: Int?

    /// Whether the receiver took it.
    var isDelivered: Bool { status.map(WebhookSchedule.isDelivered(status:)) ?? false }

    /// Whether trying again makes no sense.
    var isFinal: Bool { status.map(WebhookSchedule.isFinal(status:)) ?? false }
}

/// One attempt as it is listed.
struct Delivery: Hashable, Sendable {
    /// Counted from 1 within its task.
    let number: Int
    let message: WebhookMessage
    let attempt: WebhookAttempt

    var json: JSONValue {
        .object([
            "number": .number(String(number)), "webhook_id": .string(message.identifier),
            "event": .string(message.event), "url": .string(message.url.text),
            "at": .string(attempt.at.rfc3339), "delivered": .boolean(attempt.isDelivered),
            "status": attempt.status.map { .number(String($0)) } ?? .null,
            "failure": attempt.failure.map(JSONValue.string) ?? .null,
        ])
    }
}

/// The attempts of the last tasks, in memory.
final class DeliveryLog: Sendable {
    private struct State {
        var deliveries: [TaskID: [Delivery]] = [:]
        var order: [TaskID] = []
    }

    /// As many tasks are kept.
    static let taskCountMax = 10_000
    /// As many attempts of a task: all that the schedule makes, and as many by hand.
    static let deliveryCountMax = 2 * WebhookSchedule.attemptCountMax

    private let state = Mutex(State())

    /// Writes an attempt down.
    func note(_ attempt: WebhookAttempt, of message: WebhookMessage) -> Delivery {
        state.withLock { state in
            if state.deliveries[message.task] == nil {
                state.order.append(message.task)
                if state.order.count > Self.taskCountMax { state.deliveries[state.order.removeFirst()] = nil }
            }
            let number = (state.deliveries[message.task]?.last?.number ?? 0) + 1
            let delivery = Delivery(number: number, message: message, attempt: attempt)
            state.deliveries[message.task, default: []].append(delivery)
            if number > Self.deliveryCountMax { state.deliveries[message.task]?.removeFirst() }
            return delivery
        }
    }

    /// A task's attempts, the first one first.
    func deliveries(of task: TaskID) -> [Delivery] { state.withLock { $0.deliveries[task] ?? [] } }

    /// Forgets a task's attempts.
    func forget(_ task: TaskID) {
        state.withLock { state in
            guard state.deliveries.removeValue(forKey: task) != nil else { return }
            state.order.removeAll { $0 == task }
        }
    }
}
