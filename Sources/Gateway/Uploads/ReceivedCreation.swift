// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
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
