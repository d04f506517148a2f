// SPDX-License-Identifier: Apache-2.0

/// Reads an object that was recorded here: what is missing or of another kind is a fault of ours, not of a client.
struct RecordReader {
    private let members: [String: JSONValue]
    private let what: String

    /// A reader of a value.
    ///
    /// - Parameters:
    ///   - value: What was recorded.
    ///   - what: What it is, for messages.
    /// - Throws: `internal` when it is no object.
    init(_ value: JSONValue, _ what: String) throws(Problem) {
        self.what = what
        guard case .object(let members) = value else { throw Self.fault(what, "is no object") }
        self.members = members
    }

    /// A reader of recorded bytes.
    init(_ bytes: [UInt8], _ what: String) throws(Problem) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes.span)
        } catch {
            throw Self.fault(what, "is no JSON: \(error)")
        }
        try self.init(value, what)
    }

    private static func fault(_ what: String, _ detail: String) -> Problem {
        Problem(.internalFault, "the recorded \(what) cannot be read: it \(detail)")
    }

    /// A member, whatever it is; `nil` where there is none or it is null.
    func optional(_ name: String) -> JSONValue? { members[name].flatMap { $0 == .null ? nil : $0 } }

    /// A member, whatever it is.
    func value(_ name: String) throws(Problem) -> JSONValue {
        guard let value = optional(name) else { throw Self.fault(what, "has no '\(name)'") }
        return value
    }

    func text(_ name: String) throws(Problem) -> String {
        guard case .string(let text)? = members[name] else { throw Self.fault(what, "has no text '\(name)'") }
        return text
    }

    func integer(_ name: String) throws(Problem) -> Int {
        guard case .number(let text)? = members[name], let number = Int(text) else {
            throw Self.fault(what, "has no whole number '\(name)'")
        }
        return number
    }

    func number(_ name: String) throws(Problem) -> Double {
        guard case .number(let text)? = members[name], let number = Double(text) else {
            throw Self.fault(what, "has no number '\(name)'")
        }
        return number
    }

    func flag(_ name: String) throws(Problem) -> Bool {
        guard case .boolean(let flag)? = members[name] else { throw Self.fault(what, "has no '\(name)'") }
        return flag
    }

    func choice<Choice: RawRepresentable<String>>(_ name: String) throws(Problem) -> Choice {
        guard let choice = Choice(rawValue: try text(name)) else { throw Self.fault(what, "has another '\(name)'") }
        return choice
    }

    /// The elements of a member that is an array, each read.
    func list<Element>(
        _ name: String,
        _ read: (JSONValue) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        guard case .array(let values)? = members[name] else { throw Self.fault(what, "has no list '\(name)'") }
        return try Self.list(values, read)
    }

    /// The elements of an array within an array.
    func nested<Element>(
        _ value: JSONValue,
        _ read: (JSONValue) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        guard case .array(let values) = value else { throw Self.fault(what, "has no list within its list") }
        return try Self.list(values, read)
    }

    /// A number that is an element.
    func number(_ value: JSONValue) throws(Problem) -> Double {
        guard case .number(let text) = value, let number = Double(text) else {
            throw Self.fault(what, "has something else in a list of numbers")
        }
        return number
    }

    private static func list<Element>(
        _ values: [JSONValue],
        _ read: (JSONValue) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for value in values { elements.append(try read(value)) }
        return elements
    }
}
