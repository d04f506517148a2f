// SPDX-License-Identifier: Apache-2.0

// The canonical form of each part of a request. The names are those that the synthesized `Codable` conformances use, so
// that any JSON decoder reads what is recorded; a test holds the two together.

extension RequestedOptions {
    /// The options with every default filled in; what is `nil` is left out.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            CodingKeys.priority.rawValue: .string(priority.rawValue),
            CodingKeys.engine.rawValue: .string(engine),
            CodingKeys.fusionDegree.rawValue: JSONValue(fusionDegree),
            CodingKeys.eyes.rawValue: .string(eyes.rawValue),
            CodingKeys.faces.rawValue: faces.json,
            CodingKeys.label.rawValue: .string(label.rawValue),
        ]
        members[CodingKeys.enhancer.rawValue] = enhancer?.json
        members[CodingKeys.age.rawValue] = age.map { JSONValue($0) }
        members[CodingKeys.mask.rawValue] = mask?.json
        members[CodingKeys.pixelBoost.rawValue] = pixelBoost.map { JSONValue($0) }
        members[CodingKeys.output.rawValue] = output?.json
        members[CodingKeys.metadata.rawValue] = metadata
        members[CodingKeys.startDeadlineSeconds.rawValue] = startDeadlineSeconds.map { JSONValue($0) }
        members[CodingKeys.totalDeadlineSeconds.rawValue] = totalDeadlineSeconds.map { JSONValue($0) }
        return .object(members)
    }
}

extension FaceChoice {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["mode": .string(mode.rawValue), "order": .string(order.rawValue)]
        members["index"] = index.map { JSONValue($0) }
        members["map"] = map.map { map in
            .array(map.map { .object(["source": JSONValue($0.source), "target": JSONValue($0.target)]) })
        }
        return .object(members)
    }
}

extension EnhancerChoice {
    fileprivate var json: JSONValue { .object(["name": .string(name), "blend": JSONValue(blend)]) }
}

extension MaskChoice {
    fileprivate var json: JSONValue {
        .object([
            "types": .array(types.map { .string($0.rawValue) }), "blur": JSONValue(blur),
            "padding": .array(padding.map { JSONValue($0) }),
        ])
    }
}

extension OutputChoice {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["format"] = format.map { .string($0.rawValue) }
        members["quality"] = quality.map { JSONValue($0) }
        return .object(members)
    }
}

extension StoredImage {
    var json: JSONValue {
        .object([
            "sha256": .string(sha256), "bytes": JSONValue(bytes), "width": JSONValue(width),
            "height": JSONValue(height),
        ])
    }
}

extension WebhookSubscription {
    var json: JSONValue {
        .object(["url": .string(url.text), "events": .array(events.map { .string($0.rawValue) })])
    }
}

extension JSONValue {
    /// A whole number.
    init(_ number: Int) { self = .number(String(number)) }
}
