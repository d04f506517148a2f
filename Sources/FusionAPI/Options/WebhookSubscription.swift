// SPDX-License-Identifier: Apache-2.0

/// Who is to be told of a task's end.
public struct WebhookSubscription: Hashable, Sendable {
    /// What a webhook can tell of: the terminal statuses.
    public enum Event: String, Sendable, CaseIterable {
        case succeeded, failed, canceled, expired, rejected
    }

    /// Where to post.
    public let url: RemoteURL
    /// Of what, each at most once; all by default.
    public let events: [Event]

    /// Where the result is put before its success is told of, as a presigned address of the client's own store; `nil`:
    /// nowhere.
    public let resultURL: RemoteURL?

    /// A subscription of these events.
    public init(url: RemoteURL, events: [Event] = Event.allCases, resultURL: RemoteURL? = nil) {
        self.url = url
        self.events = events
        self.resultURL = resultURL
    }

    /// Reads `webhook` as it stands alone in a multipart body.
    ///
    /// - Parameters:
    ///   - value: The whole of it.
    ///   - policy: Where the client may post to.
    /// - Throws: `invalid_options` with every bad field at once.
    public init(_ value: JSONValue, policy: RequestPolicy) throws(Problem) {
        var errors: [FieldError] = []
        guard let subscription = Self.read(value, policy, errors: &errors), errors.isEmpty else {
            throw Problem(invalidOptions: errors)
        }
        self = subscription
    }

    /// Reads `webhook`; what is wrong is added to `errors`, and then `nil` may be given.
    static func read(
        _ value: JSONValue,
        _ policy: RequestPolicy,
        errors: inout [FieldError]
    ) -> WebhookSubscription? {
        var reader = ObjectReader(value, path: "webhook")
        let url = readURL("url", &reader, policy, isNeeded: true)
        let events = readEvents(&reader) ?? Event.allCases
        let resultURL = readURL("result_url", &reader, policy, isNeeded: false)
        reader.end()
        errors += reader.errors
        return url.map { WebhookSubscription(url: $0, events: events, resultURL: resultURL) }
    }

    private static func readURL(
        _ name: String,
        _ reader: inout ObjectReader,
        _ policy: RequestPolicy,
        isNeeded: Bool
    ) -> RemoteURL? {
        let errorCount = reader.errors.count
        guard let text = reader.string(name) else {
            if isNeeded, reader.errors.count == errorCount, errorCount == 0 { reader.note(name, "missing") }
            return nil
        }
        do throws(RemoteURLError) {
            return try RemoteURL(
                text,
                policy: policy.webhookAddresses,
                allowsPlainText: policy.mayPostInPlainText
            )
        } catch {
            reader.note(name, error.detail, measured: error.measured, limit: error.limit)
            return nil
        }
    }

    private static func readEvents(_ reader: inout ObjectReader) -> [Event]? {
        guard let names = reader.array("events", countIn: 1...Event.allCases.count) else { return nil }
        var wanted: Set<Event> = []
        for (place, name) in names.enumerated() {
            guard case .string(let text) = name, let event = Event(rawValue: text) else {
                let list = Event.allCases.map(\.rawValue).joined(separator: ", ")
                reader.note(
                    "events[\(place)]",
                    "not one of the values",
                    measured: name.summary,
                    limit: "one of \(list)"
                )
                continue
            }
            if !wanted.insert(event).inserted { reader.note("events[\(place)]", "comes twice", measured: text) }
        }
        return Event.allCases.filter(wanted.contains)
    }
}
