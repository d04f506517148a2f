// SPDX-License-Identifier: Apache-2.0

// What ``CanonicalJSON.swift`` writes, read back.

extension StoredImage {
    init(recorded value: JSONValue) throws(Problem) {
        let reader = try RecordReader(value, "picture")
        self.init(
            sha256: try reader.text("sha256"),
            bytes: try reader.integer("bytes"),
            width: try reader.integer("width"),
            height: try reader.integer("height")
        )
    }
}

extension FusionRequest {
    init(recorded value: JSONValue) throws(Problem) {
        let reader = try RecordReader(value, "fusion")
        let sources = try reader.list("sources") { person throws(Problem) in
            try reader.nested(person) { photo throws(Problem) in try StoredImage(recorded: photo) }
        }
        self.init(
            sources: sources,
            target: try StoredImage(recorded: try reader.value("target")),
            options: try RequestedOptions(recorded: try reader.value("options"), personCount: sources.count),
            webhook: try reader.optional("webhook").map { value throws(Problem) in
                try WebhookSubscription(recorded: value)
            }
        )
    }
}

extension RequestedOptions {
    /// They were allowed when they were accepted.
    init(recorded value: JSONValue, personCount: Int) throws(Problem) {
        var policy = RequestPolicy()
        policy.mayTurnLabelsOff = true
        policy.mayUseVIP = true
        do throws(Problem) {
            self = try RequestedOptions(value, personCount: personCount, policy: policy)
        } catch {
            throw Problem(.internalFault, "the recorded options cannot be read: \(error.detail)")
        }
    }
}

extension DetectionRequest {
    init(recorded value: JSONValue) throws(Problem) {
        let reader = try RecordReader(value, "search for faces")
        self.init(
            image: try StoredImage(recorded: try reader.value("image")),
            order: try reader.choice("order")
        )
    }
}

extension WebhookSubscription {
    /// The subscription as the queue keeps it.
    public var recorded: [UInt8] { json.canonicalBytes }

    /// A subscription that was recorded.
    ///
    /// - Throws: `internal` when the bytes are not what ``recorded`` wrote.
    public init(recorded bytes: [UInt8]) throws(Problem) { try self.init(RecordReader(bytes, "webhook")) }

    init(recorded value: JSONValue) throws(Problem) { try self.init(RecordReader(value, "webhook")) }

    private init(_ reader: RecordReader) throws(Problem) {
        let url = try Self.address(try reader.text("url"))
        var resultURL: RemoteURL?
        if reader.optional("result_url") != nil { resultURL = try Self.address(try reader.text("result_url")) }
        self.init(
            url: url,
            events: try reader.list("events") { value throws(Problem) in
                guard case .string(let name) = value, let event = Event(rawValue: name) else {
                    throw Problem(.internalFault, "the recorded webhook cannot be read: it names another event")
                }
                return event
            },
            resultURL: resultURL
        )
    }

    private static func address(_ text: String) throws(Problem) -> RemoteURL {
        do throws(RemoteURLError) {
            return try RemoteURL(recorded: text)
        } catch {
            throw Problem(.internalFault, "the recorded webhook cannot be read: its address \(error.detail)")
        }
    }
}
