// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Storage

/// A picture of a request: it came with it, or was uploaded before.
enum ReceivedInput: Sendable {
    case image(ReceivedImage)
    case upload(ObjectID, StoredImage)

    /// The picture as requests name it.
    var stored: StoredImage {
        switch self {
        case .image(let image): image.stored
        case .upload(_, let stored): stored
        }
    }

    /// Where its bytes come from.
    var origin: AcceptInput.Origin {
        switch self {
        case .image(let image): .content(image.content)
        case .upload(let id, _): .upload(id)
        }
    }
}

/// A request for one fusion or for a batch, received whole and checked.
struct ReceivedRequest: Sendable {
    let sources: [[ReceivedInput]]
    /// At least one.
    let targets: [ReceivedInput]
    let options: RequestedOptions
    let webhook: WebhookSubscription?

    /// Receives a request, as a form or as JSON.
    ///
    /// - Throws: What it is refused for.
    static func receive(_ kind: CreationKind, _ call: Call) async throws -> ReceivedRequest {
        let share = ByteShare(of: call.parts.uploads)
        let contentType = call.field(.contentType).flatMap(ContentTypeHeader.init)
        guard contentType?.isType("application/json") == true else {
            return try await CreationForm.receive(call.request, kind, parts: call.parts, share: share)
        }
        return try await CreationDocument(tenant: call.tenant, parts: call.parts, share: share)
            .receive(call.request, kind)
    }

    /// The fusion into the first target, which tells the webhook.
    var fusion: ReceivedCreation {
        ReceivedCreation(sources: sources, target: targets[0], options: options, webhook: webhook)
    }

    /// A fusion for each target; none has a webhook of its own.
    var children: [ReceivedCreation] {
        targets.map { ReceivedCreation(sources: sources, target: $0, options: options, webhook: nil) }
    }
}

/// A request for a fusion, received whole and checked.
struct ReceivedCreation: Sendable {
    let sources: [[ReceivedInput]]
    let target: ReceivedInput
    let options: RequestedOptions
    let webhook: WebhookSubscription?

    /// The request that is recorded.
    var request: FusionRequest {
        FusionRequest(
            sources: sources.map { $0.map(\.stored) },
            target: target.stored,
            options: options,
            webhook: webhook
        )
    }

    /// The pictures in the order in which they are recorded: the photos of each person, then the target.
    var inputs: [AcceptInput] {
        var inputs: [AcceptInput] = []
        for (person, photos) in sources.enumerated() {
            for (number, photo) in photos.enumerated() {
                let role = InputRole.source(person: UInt8(person), photo: UInt8(number))
                inputs.append(AcceptInput(role: role, origin: photo.origin))
            }
        }
        inputs.append(AcceptInput(role: .target, origin: target.origin))
        return inputs
    }
}
