// SPDX-License-Identifier: Apache-2.0

extension TaskView {
    /// The task as JSON: every member always there, null where it says nothing, `metadata` and `replay_of` where set.
    public var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("status", status.rawValue)
        writer.member("priority", priority.rawValue)
        writer.member("attempt", attempt)
        writer.member("created_at", createdAt.rfc3339)
        writer.member("started_at", startedAt?.rfc3339)
        writer.member("finished_at", finishedAt?.rfc3339)
        writer.optional("queue", queue) { $0.write(to: &$1) }
        writer.optional("progress", progress) { $0.write(to: &$1) }
        writer.array("faces", faces) { $0.write(to: &$1) }
        writer.optional("result", result) { $0.write(to: &$1) }
        writer.key("timings_ms")
        writer.beginObject()
        for timing in timings { writer.member(timing.stage, timing.milliseconds, decimals: 3) }
        writer.endObject()
        writer.array("models", models) { $0.write(to: &$1) }
        writer.optional("error", error) { $0.write(to: &$1) }
        if let metadata {
            writer.key("metadata")
            metadata.write(to: &writer)
        }
        if let replayOf { writer.member("replay_of", replayOf) }
        writer.endObject()
    }
}

extension TaskView.QueuePlace {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("position_estimate", positionEstimate)
        writer.key("eta_seconds")
        if let etaSeconds { writer.value(etaSeconds, decimals: 1) } else { writer.null() }
        writer.endObject()
    }
}

extension TaskView.Progress {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("stage", stage)
        writer.member("fraction", fraction, decimals: 3)
        writer.endObject()
    }
}

extension TaskView.Face {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("index", index)
        writer.key("box")
        writer.beginArray()
        for number in box { writer.value(number, decimals: 2) }
        writer.endArray()
        writer.member("score", score, decimals: 4)
        writer.member("fused", fused)
        writer.endObject()
    }
}

extension TaskView.Result {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("url", url)
        writer.member("sha256", image.sha256)
        writer.member("content_type", contentType)
        writer.member("width", image.width)
        writer.member("height", image.height)
        writer.member("bytes", image.bytes)
        writer.member("expires_at", expiresAt.rfc3339)
        writer.endObject()
    }
}

extension TaskView.Model {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", name)
        writer.member("version", version)
        writer.member("digest", digest)
        writer.endObject()
    }
}

extension JSONWriter {
    /// A member that is null where it is `nil`.
    mutating func optional<Value>(_ name: String, _ value: Value?, write: (Value, inout JSONWriter) -> Void) {
        key(name)
        if let value { write(value, &self) } else { null() }
    }

    /// A member that is an array.
    mutating func array<Element>(_ name: String, _ elements: [Element], write: (Element, inout JSONWriter) -> Void) {
        key(name)
        beginArray()
        for element in elements { write(element, &self) }
        endArray()
    }
}
