// SPDX-License-Identifier: Apache-2.0

/// An element of the small documents that S3 stores answer with: names without namespaces, no attributes kept.
///
/// No document types, processing instructions or entities beyond the five, so nothing can be included or blown up.
struct XMLElement: Hashable, Sendable {
    let name: String
    private(set) var text = ""
    private(set) var children: [XMLElement] = []

    /// The document's root; nil for anything but one whole element.
    init?(_ document: [UInt8]) {
        var reader = XMLReader(document)
        guard let root = reader.root() else { return nil }
        self = root
    }

    init(name: String) { self.name = name }

    /// The text of the first child of a name.
    func text(_ name: String) -> String? { children.first { $0.name == name }?.text }

    /// The children of a name.
    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    mutating func append(_ child: XMLElement) { children.append(child) }
    mutating func append(_ text: String) { self.text += text }

    /// Text as it stands in a document.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
