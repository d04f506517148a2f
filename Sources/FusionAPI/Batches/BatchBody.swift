// SPDX-License-Identifier: Apache-2.0

/// A batch as it is asked for in JSON: `POST /v1/batches` with `application/json`.
public struct BatchBody: Hashable, Sendable {
    /// The photos of each person.
    public let sources: [[InputReference]]
    /// The pictures into which they go.
    public let targets: [InputReference]
    /// How.
    public let options: RequestedOptions
    /// Who is to be told; `nil` for nobody.
    public let webhook: WebhookSubscription?

    /// Reads a whole body.
    ///
    /// - Throws: `malformed_request` when it is not JSON, `invalid_options` with every bad field at once.
    public init(_ text: Span<UInt8>, policy: RequestPolicy) throws(Problem) {
        var reader = ObjectReader(try JSONValue(body: text, field: "body"), path: "")
        let sources = CreationBody.readSources(&reader, policy)
        let targets = Self.readTargets(&reader, policy)
        var errors: [FieldError] = []
        let options = RequestedOptions.read(
            reader.value("options") ?? .object([:]),
            personCount: max(sources?.count ?? 0, 1),
            policy: policy,
            errors: &errors
        )
        let webhook = reader.value("webhook").flatMap { WebhookSubscription.read($0, policy, errors: &errors) }
        reader.end()
        errors = reader.errors + errors
        guard errors.isEmpty, let sources, let targets else { throw Problem(invalidOptions: errors) }
        self.sources = sources
        self.targets = targets
        self.options = options
        self.webhook = webhook
    }

    private static func readTargets(_ reader: inout ObjectReader, _ policy: RequestPolicy) -> [InputReference]? {
        let errorCount = reader.errors.count
        let range = 1...BatchRequest.targetCountMax
        guard let targets = reader.array("targets", countIn: range) else {
            if reader.errors.count == errorCount { reader.note("targets", "missing", limit: "1 target at least") }
            return nil
        }
        return targets.enumerated().compactMap { place, target in
            InputReference.read(target, path: "targets[\(place)]", policy: policy, in: &reader)
        }
    }
}
