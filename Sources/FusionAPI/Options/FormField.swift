// SPDX-License-Identifier: Apache-2.0

/// What a part of a multipart creation is, by its name.
public enum FormField: Hashable, Sendable {
    /// A photo of a person, counted from 0: `source` is the first one's, `source[1]` the second one's.
    case source(person: Int)
    /// The picture into which the faces go.
    case target
    /// The options, JSON.
    case options
    /// The subscription, JSON.
    case webhook

    /// The field with this name; `nil` when there is none.
    public init?(name: String) {
        switch name {
        case "source": self = .source(person: 0)
        case "target": self = .target
        case "options": self = .options
        case "webhook": self = .webhook
        default:
            guard name.hasPrefix("source["), name.hasSuffix("]") else { return nil }
            let digits = name.dropFirst(7).dropLast()
            guard let person = Int(digits), String(person) == digits,
                (0..<RequestLimits.personCountMax).contains(person)
            else { return nil }
            self = .source(person: person)
        }
    }
}
