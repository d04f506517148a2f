// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI

/// A request for a batch, received whole and checked.
struct ReceivedBatch: Sendable {
    let sources: [[ReceivedInput]]
    let targets: [ReceivedInput]
    let options: RequestedOptions
    let webhook: WebhookSubscription?

    /// A fusion for each target; none has a webhook of its own.
    var children: [ReceivedCreation] {
        targets.map { ReceivedCreation(sources: sources, target: $0, options: options, webhook: nil) }
    }

    /// What is recorded of the whole.
    var request: BatchRequest { BatchRequest(children.map(\.request), webhook: webhook) }
}
