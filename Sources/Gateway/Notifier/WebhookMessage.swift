// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue

/// What a webhook is told.
struct WebhookMessage: Hashable, Sendable {
    /// Stable over attempts: receivers know a repeat by it.
    let identifier: String
    let task: TaskID
    let event: String
    let url: RemoteURL
    let body: [UInt8]
}

extension WebhookMessage {
    /// A task's end, as it is told at a time.
    ///
    /// - Throws: When the task is no JSON.
    init(
        _ json: [UInt8],
        of task: TaskID,
        _ name: String = "fusion",
        status: FusionStatus,
        to url: RemoteURL,
        at now: Timestamp
    ) throws {
        let event = status.rawValue
        let body = JSONValue.object([
            "type": .string("\(name).\(event)"), "timestamp": .string(now.rfc3339),
            "data": try JSONValue(parsing: json.span),
        ])
        self.init(
            identifier: "msg_\(task)_\(event)",
            task: task,
            event: event,
            url: url,
            body: body.canonicalBytes
        )
    }
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
