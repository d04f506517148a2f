// SPDX-License-Identifier: Apache-2.0

/// A fusion as it is asked for in JSON: `POST /v1/fusions` with `application/json`.
public struct CreationBody: Hashable, Sendable {
    /// The photos of each person.
    public let sources: [[InputReference]]
    /// The picture into which they go.
    public let target: InputReference
    /// How.
    public let options: RequestedOptions
    /// Who is to be told; `nil` for nobody.
    public let webhook: WebhookSubscription?

    /// Reads a whole body.
    ///
    /// - Throws: `malformed_request` when it is not JSON, `invalid_options` with every bad field at once.
    public init(_ text: Span<UInt8>, policy: RequestPolicy) throws(Problem) {
        var reader = ObjectReader(try JSONValue(body: text, field: "body"), path: "")
        let sources = Self.readSources(&reader, policy)
        let target = Self.readTarget(&reader, policy)
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
        guard errors.isEmpty, let sources, let target else { throw Problem(invalidOptions: errors) }
        self.sources = sources
        self.target = target
        self.options = options
        self.webhook = webhook
    }

    static func readSources(_ reader: inout ObjectReader, _ policy: RequestPolicy) -> [[InputReference]]? {
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

    private static func readTarget(_ reader: inout ObjectReader, _ policy: RequestPolicy) -> InputReference? {
        guard let target = reader.value("target") else {
            reader.note("target", "missing", limit: "one of data, upload, url")
            return nil
        }
        return InputReference.read(target, path: "target", policy: policy, in: &reader)
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
