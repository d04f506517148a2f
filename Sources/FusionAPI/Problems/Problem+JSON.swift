// SPDX-License-Identifier: Apache-2.0

extension Problem {
    /// What the type of a problem begins with; the code follows.
    public static let typePrefix = "urn:facefleet:problem:"

    /// The problem as JSON.
    public var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", Self.typePrefix + code.rawValue)
        writer.member("title", code.title)
        writer.member("status", status)
        writer.member("detail", detail)
        if let instance { writer.member("instance", instance) }
        writer.member("code", code.rawValue)
        writer.member("retryable", code.isRetryable)
        if let image { writer.member("image", image.rawValue) }
        if let measured { writer.member("measured", measured) }
        if let limit { writer.member("limit", limit) }
        if !errors.isEmpty {
            writer.key("errors")
            writer.beginArray()
            for error in errors { error.write(to: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }
}

extension FieldError {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("field", field)
        writer.member("detail", detail)
        if let measured { writer.member("measured", measured) }
        if let limit { writer.member("limit", limit) }
        writer.endObject()
    }
}

extension Problem {
    /// A problem from its own JSON, without its fields' errors; `nil` when it is none.
    public init?(_ value: JSONValue) {
        guard case .object(let members) = value, case .string(let name)? = members["code"],
            let code = ProblemCode(rawValue: name), case .string(let detail)? = members["detail"]
        else { return nil }
        func text(_ name: String) -> String? {
            if case .string(let text)? = members[name] { text } else { nil }
        }
        self.init(
            code,
            detail,
            image: text("image").flatMap(Image.init),
            measured: text("measured"),
            limit: text("limit")
        )
        instance = text("instance")
    }
}
