// SPDX-License-Identifier: Apache-2.0

// The canonical form of each part of a request: what clients may send as `options`, every default filled in, so that it
// is read back as theirs is.

extension RequestedOptions {
    /// The options with every default filled in; what is `nil` is left out.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "priority": .string(priority.rawValue),
            "engine": .string(engine),
            "fusion_degree": JSONValue(fusionDegree),
            "eyes": .string(eyes.rawValue),
            "faces": faces.json,
            "label": .string(label.rawValue),
        ]
        members["enhancer"] = enhancer?.json
        members["age"] = age.map { JSONValue($0) }
        members["mask"] = mask?.json
        members["pixel_boost"] = pixelBoost.map { JSONValue($0) }
        members["output"] = output?.json
        members["metadata"] = metadata
        members["start_deadline_seconds"] = startDeadlineSeconds.map { JSONValue($0) }
        members["total_deadline_seconds"] = totalDeadlineSeconds.map { JSONValue($0) }
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
        var members: [String: JSONValue] = [
            "url": .string(url.text), "events": .array(events.map { .string($0.rawValue) }),
        ]
        members["result_url"] = resultURL.map { .string($0.text) }
        return .object(members)
    }
}

extension JSONValue {
    /// A whole number.
    init(_ number: Int) { self = .number(String(number)) }
}
