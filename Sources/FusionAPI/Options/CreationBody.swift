// SPDX-License-Identifier: Apache-2.0

/// A fusion or a batch as it is asked for in JSON: `POST /v1/fusions`, `POST /v1/batches`, with `application/json`.
public struct CreationBody: Hashable, Sendable {
    /// The photos of each person.
    public let sources: [[InputReference]]
    /// The pictures into which they go; a fusion has one.
    public let targets: [InputReference]
    /// How.
    public let options: RequestedOptions
    /// Who is to be told; `nil` for nobody.
    public let webhook: WebhookSubscription?

    /// Reads a whole body.
    ///
    /// - Parameters:
    ///   - text: The whole text.
    ///   - kind: What is asked for: a fusion names its `target`, a batch its `targets`.
    ///   - policy: What the client may ask for.
    /// - Throws: `malformed_request` when it is not JSON, `invalid_options` with every bad field at once.
    public init(_ text: Span<UInt8>, of kind: CreationKind = .fusion, policy: RequestPolicy) throws(Problem) {
        var reader = ObjectReader(try JSONValue(body: text, field: "body"), path: "")
        let sources = Self.readSources(&reader, policy)
        let targets = Self.readTargets(&reader, of: kind, policy)
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

    private static func readSources(_ reader: inout ObjectReader, _ policy: RequestPolicy) -> [[InputReference]]? {
        let errorCount = reader.errors.count
        guard let persons = reader.array("sources", countIn: 1...RequestLimits.personCountMax) else {
            if reader.errors.count == errorCount { reader.note("sources", "missing", limit: "1 person at least") }
            return nil
        }
        return persons.enumerated().map { number, person in
            var entry = ObjectReader(person, path: "sources[\(number)]")
            let errorCount = entry.errors.count
            let photos = entry.array("photos", countIn: 1...RequestLimits.photoCountMax)
            if photos == nil, entry.errors.count == errorCount, errorCount == 0 {
                entry.note("photos", "missing", limit: "1 to \(RequestLimits.photoCountMax) photos")
            }
            let references = (photos ?? []).enumerated().compactMap { place, photo in
                InputReference.read(photo, path: "sources[\(number)].photos[\(place)]", policy: policy, in: &entry)
            }
            entry.end()
            reader.note(entry.errors)
            return references
        }
    }

    private static func readTargets(
        _ reader: inout ObjectReader,
        of kind: CreationKind,
        _ policy: RequestPolicy
    ) -> [InputReference]? {
        switch kind {
        case .fusion:
            guard let target = reader.value("target") else {
                reader.note("target", "missing", limit: "one of data, upload, url")
                return nil
            }
            return InputReference.read(target, path: "target", policy: policy, in: &reader).map { [$0] }
        case .batch:
            let errorCount = reader.errors.count
            guard let targets = reader.array("targets", countIn: 1...kind.targetCountMax) else {
                if reader.errors.count == errorCount { reader.note("targets", "missing", limit: "1 target at least") }
                return nil
            }
            return targets.enumerated().compactMap { place, target in
                InputReference.read(target, path: "targets[\(place)]", policy: policy, in: &reader)
            }
        }
    }
}

extension JSONValue {
    /// Reads a body, or the part of one, that a client sent.
    ///
    /// - Parameters:
    ///   - text: The whole text.
    ///   - field: What it is, for the message.
    /// - Throws: `malformed_request`, saying where the text stops being JSON.
    public init(body text: Span<UInt8>, field: String) throws(Problem) {
        guard text.count <= RequestLimits.bodyByteCountMax else {
            throw Problem(
                .malformedRequest,
                "\(field) is too long",
                measured: "\(text.count) bytes",
                limit: "\(RequestLimits.bodyByteCountMax) bytes"
            )
        }
        do throws(JSONError) {
            try self.init(parsing: text)
        } catch {
            throw Problem(.malformedRequest, "\(field) is not JSON: \(error.message), at byte \(error.offset)")
        }
    }
}
