// SPDX-License-Identifier: Apache-2.0

extension RequestedOptions {
    /// Reads `options` and notes everything that is wrong with them.
    ///
    /// - Parameters:
    ///   - value: The JSON object; `nil` gives the defaults.
    ///   - personCount: How many persons the sources show.
    ///   - policy: What the tenant may.
    /// - Throws: `invalid_options` with every bad field at once.
    public init(_ value: JSONValue?, personCount: Int, policy: RequestPolicy) throws(Problem) {
        var errors: [FieldError] = []
        self = Self.read(value ?? .object([:]), personCount: personCount, policy: policy, errors: &errors)
        guard errors.isEmpty else { throw Problem(invalidOptions: errors) }
    }

    /// The options as far as they can be read; what is wrong is added to `errors`.
    static func read(
        _ value: JSONValue,
        personCount: Int,
        policy: RequestPolicy,
        errors: inout [FieldError]
    ) -> RequestedOptions {
        var reader = ObjectReader(value, path: "options")
        var options = RequestedOptions(label: policy.defaultLabel)
        options.readPlainFields(&reader)
        options.readDeadlines(&reader)
        options.readEntitled(&reader, policy)
        if let value = reader.value("faces") {
            options.faces = FaceChoice.read(value, personCount: personCount, in: &reader)
        }
        options.enhancer = reader.value("enhancer").flatMap { EnhancerChoice.read($0, in: &reader) }
        options.mask = reader.value("mask").map { MaskChoice.read($0, in: &reader) }
        options.output = reader.value("output").map { OutputChoice.read($0, in: &reader) }
        options.metadata = readMetadata(&reader)
        reader.end()
        errors += reader.errors
        return options
    }

    private mutating func readPlainFields(_ reader: inout ObjectReader) {
        engine = reader.modelName("engine") ?? engine
        fusionDegree = reader.integer("fusion_degree", in: 0...100) ?? fusionDegree
        eyes = reader.choice("eyes") ?? eyes
        age = reader.integer("age", in: -100...100)
        let boosts = RequestLimits.pixelBoosts
        if let side = reader.integer("pixel_boost", in: 1...boosts[boosts.count - 1]) {
            pixelBoost = side
            if !boosts.contains(side) {
                let list = boosts.map(String.init).joined(separator: ", ")
                reader.note("pixel_boost", "not one of the values", measured: "\(side)", limit: "one of \(list)")
            }
        }
    }

    private mutating func readDeadlines(_ reader: inout ObjectReader) {
        let range = 1...RequestLimits.deadlineSecondsMax
        startDeadlineSeconds = reader.integer("start_deadline_seconds", in: range)
        totalDeadlineSeconds = reader.integer("total_deadline_seconds", in: range)
        if let start = startDeadlineSeconds, let total = totalDeadlineSeconds, start > total {
            reader.note(
                "start_deadline_seconds",
                "later than total_deadline_seconds",
                measured: "\(start)",
                limit: "at most \(total)"
            )
        }
    }

    private mutating func readEntitled(_ reader: inout ObjectReader, _ policy: RequestPolicy) {
        priority = reader.choice("priority") ?? priority
        if priority == .vip, !policy.mayUseVIP {
            reader.note("priority", "not allowed for this tenant", measured: "vip", limit: "normal or bulk")
        }
        let asked: LabelChoice? = reader.choice("label")
        if asked == .off, !policy.mayTurnLabelsOff {
            reader.note(
                "label",
                "not allowed for this tenant",
                measured: "off",
                limit: "visible+metadata or metadata"
            )
        }
        label = asked ?? label
    }

    private static func readMetadata(_ reader: inout ObjectReader) -> JSONValue? {
        guard let metadata = reader.value("metadata") else { return nil }
        let count = metadata.canonicalBytes.count
        if count > RequestLimits.metadataByteCountMax {
            reader.note(
                "metadata",
                "too long",
                measured: "\(count) bytes",
                limit: "\(RequestLimits.metadataByteCountMax) bytes of compact JSON"
            )
        }
        return metadata
    }
}
