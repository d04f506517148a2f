// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Hummingbird

/// A fusion or a batch asked for as a form: `source` parts, `target` parts, and perhaps `options` and `webhook`.
struct CreationForm {
    private let parts: GatewayParts
    private let share: ByteShare
    private var sources: [Int: [ReceivedImage]] = [:]
    private var targets: [ReceivedImage] = []
    private var options: JSONValue?
    private var webhook: JSONValue?

    private init(_ parts: GatewayParts, share: ByteShare) {
        self.parts = parts
        self.share = share
    }

    /// Receives a request whole.
    ///
    /// - Throws: What it is refused for.
    static func receive(
        _ request: Request,
        _ kind: CreationKind,
        parts: GatewayParts,
        share: ByteShare
    ) async throws -> ReceivedRequest {
        let receiver = try FormReceiver(
            request,
            byteCountMax: parts.configuration.bodyByteCountMax,
            limits: kind.formLimits
        )
        let opening = CreationParts(parts, share: share, targetCountMax: kind.targetCountMax)
        var form = CreationForm(parts, share: share)
        try await receiver.receive(
            open: { header throws(Problem) in try opening.open(header) },
            close: { part in try await form.close(part) }
        )
        return try form.whole()
    }

    private mutating func close(_ part: OpenPart) async throws {
        switch FormField(name: part.header.name) {
        case .source(let person)?:
            if let spool = part.image { sources[person, default: []].append(try await spool.finish()) }
        case .target?: if let spool = part.image { targets.append(try await spool.finish()) }
        case .options?: options = try part.text?.json()
        case .webhook?: webhook = try part.text?.json()
        case nil: break
        }
    }

    /// The request, when all of it is there; else everything that is missing at once.
    private func whole() throws(Problem) -> ReceivedRequest {
        var errors: [FieldError] = []
        let personCount = (sources.keys.max() ?? -1) + 1
        if personCount == 0 { errors.append(FieldError("source", "missing")) }
        for person in 0..<personCount where sources[person] == nil {
            errors.append(FieldError(person == 0 ? "source" : "source[\(person)]", "missing"))
        }
        if targets.isEmpty { errors.append(FieldError("target", "missing")) }
        guard errors.isEmpty else { throw Problem(invalidOptions: errors) }
        let policy = parts.configuration.policy
        return ReceivedRequest(
            sources: (0..<personCount).map { (sources[$0] ?? []).map(ReceivedInput.image) },
            targets: targets.map(ReceivedInput.image),
            options: try RequestedOptions(options, personCount: personCount, policy: policy),
            webhook: try webhook.map { value throws(Problem) in try WebhookSubscription(value, policy: policy) }
        )
    }
}

extension CreationKind {
    /// Room for every photo of every person, every target, the options and the webhook.
    fileprivate var formLimits: MultipartLimits {
        var limits = MultipartLimits()
        limits.partCountMax = RequestLimits.personCountMax * RequestLimits.photoCountMax + targetCountMax + 2
        return limits
    }
}
