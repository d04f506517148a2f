// SPDX-License-Identifier: Apache-2.0

/// A JSON value that loses nothing of what a client sent: numbers keep their text.
///
/// Written here because what the standard library's users decode with can neither name every bad field at once nor
/// refuse an unknown or doubled one, and turns a number of 20 digits into another one.
public enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// As it was written: RFC 8259, section 6.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// What kind of value it is, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The value itself, short enough for a message.
    var summary: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let text), .string(let text): text
        case .array(let members): "an array of \(members.count)"
        case .object(let members): "an object of \(members.count)"
        }
    }
}

extension JSONValue {
    /// The value without white space, members sorted by the bytes of their names: equal values give equal bytes.
    ///
    /// Numbers are not rewritten (RFC 8785 would): `1` and `1.0` are two values.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .boolean(let value): writer.value(value)
        case .number(let text): writer.number(text)
        case .string(let text): writer.value(text)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (key, value) in sorted {
                writer.key(key)
                value.write(to: &writer)
            }
            writer.endObject()
        }
    }
}
