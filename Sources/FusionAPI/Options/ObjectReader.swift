// SPDX-License-Identifier: Apache-2.0

/// Reads the members of a JSON object and keeps note of all that is wrong with them.
///
/// Every reading gives `nil` for what is absent, null or wrong; what is wrong is in ``errors``. Whoever reads calls
/// ``end()`` last, which adds the members that nobody asked for.
struct ObjectReader {
    let path: String
    private var members: [String: JSONValue]
    private(set) var errors: [FieldError] = []

    /// A reader of an object; of anything else it notes that it is none.
    init(_ value: JSONValue, path: String) {
        self.path = path
        if case .object(let members) = value {
            self.members = members
        } else {
            members = [:]
            errors = [FieldError(path, "not an object", measured: value.kind, limit: "an object")]
        }
    }

    func place(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    mutating func note(_ name: String, _ detail: String, measured: String? = nil, limit: String? = nil) {
        errors.append(FieldError(place(of: name), detail, measured: measured, limit: limit))
    }

    mutating func note(_ others: [FieldError]) { errors += others }

    /// The member, whatever it is; null is as good as absent.
    mutating func value(_ name: String) -> JSONValue? {
        guard let value = members.removeValue(forKey: name), value != .null else { return nil }
        return value
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(name) else { return nil }
        let limit = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .number(let text) = value, let number = Int(text) ?? Self.whole(text) else {
            note(name, "not a whole number", measured: value.summary, limit: limit)
            return nil
        }
        guard range.contains(number) else {
            note(name, "out of range", measured: text, limit: limit)
            return nil
        }
        return number
    }

    mutating func choice<Choice>(_ name: String, of type: Choice.Type = Choice.self) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            note(name, "not one of the values", measured: value.summary, limit: Self.list(Choice.self))
            return nil
        }
        return choice
    }

    /// A model's name: letters, digits, `_`, `-` and `.`, 1 to 64 of them.
    mutating func modelName(_ name: String) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, (1...RequestLimits.nameCountMax).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0.isModelNameByte })
        else {
            note(
                name,
                "not a name",
                measured: value.summary,
                limit: "1 to \(RequestLimits.nameCountMax) letters, digits, _, - or ."
            )
            return nil
        }
        return text
    }

    mutating func string(_ name: String) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else {
            note(name, "not a string", measured: value.kind, limit: "a string")
            return nil
        }
        return text
    }

    mutating func array(_ name: String, countIn range: ClosedRange<Int>) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        let limit = "an array of \(range.lowerBound) to \(range.upperBound)"
        guard case .array(let elements) = value else {
            note(name, "not an array", measured: value.kind, limit: limit)
            return nil
        }
        guard range.contains(elements.count) else {
            note(name, "has the wrong number of elements", measured: "\(elements.count)", limit: limit)
            return nil
        }
        return elements
    }

    /// Adds the members that nobody asked for, in order.
    mutating func end() {
        for name in members.keys.sorted() { note(name, "unknown field") }
        members = [:]
    }

    /// `5.0` and `5e0` are whole numbers too.
    private static func whole(_ text: String) -> Int? { Double(text).flatMap { Int(exactly: $0) } }

    private static func list<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type) -> String {
        "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

extension UInt8 {
    fileprivate var isModelNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
