// SPDX-License-Identifier: Apache-2.0

/// The beginning of an element.
struct XMLTag {
    /// With its prefix.
    let name: String
    /// Names with their prefixes, and values with references replaced.
    var attributes: [(name: String, value: String)] = []
    /// Where each attribute lies in the scanner's text.
    var attributeRanges: [Range<Int>] = []
    /// Whether the element ends at once.
    var isEmpty = false
}

/// Reads XML (fifth edition) piece by piece, as far as XMP needs it: no document types, hence no entities of one's own.
struct XMLScanner {
    /// What comes next.
    enum Event {
        case start(XMLTag)
        case end(String)
        case text(String)
    }

    let scalars: [Unicode.Scalar]
    /// Where the last event's text begins.
    private(set) var eventStart = 0
    /// Where the last event's text ends.
    private(set) var place = 0
    /// Names of the elements that are open.
    private var open: [String] = []

    /// Attributes of one element; XMP has one for each simple property.
    private static let attributeCountMax = 1000

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The next event; `nil` at the end.
    ///
    /// - Throws: `metadata_malformed`.
    mutating func next() throws(ProvenanceError) -> Event? {
        while place < scalars.count {
            eventStart = place
            guard scalars[place] == "<" else { return .text(try text()) }
            if take("<?") {
                _ = try upTo("?>")
            } else if take("<!--") {
                _ = try upTo("-->")
            } else if take("<![CDATA[") {
                return .text(String(String.UnicodeScalarView(try upTo("]]>"))))
            } else if take("<!") {
                throw malformed("it declares a document type")
            } else if take("</") {
                return .end(try endTag())
            } else {
                return .start(try startTag())
            }
        }
        guard open.isEmpty else { throw malformed("an element does not end") }
        return nil
    }

    private func malformed(_ reason: String) -> ProvenanceError {
        ProvenanceError(.metadataMalformed, "the XMP packet cannot be read: \(reason)")
    }

    /// Passes over a text, if it is next.
    private mutating func take(_ text: StaticString) -> Bool {
        let wanted = text.description.unicodeScalars
        guard scalars[place...].starts(with: wanted) else { return false }
        place += wanted.count
        return true
    }

    /// What lies before a text, which is passed over too.
    private mutating func upTo(_ end: StaticString) throws(ProvenanceError) -> ArraySlice<Unicode.Scalar> {
        let start = place
        while place < scalars.count {
            let reached = place
            if take(end) { return scalars[start..<reached] }
            place += 1
        }
        throw malformed("it ends too early")
    }

    private mutating func text() throws(ProvenanceError) -> String {
        let start = place
        while place < scalars.count, scalars[place] != "<" { place += 1 }
        return try resolved(scalars[start..<place])
    }

    private mutating func endTag() throws(ProvenanceError) -> String {
        let name = try name()
        skipSpace()
        guard take(">"), open.popLast() == name else { throw malformed("an element's end does not match") }
        return name
    }

    private mutating func startTag() throws(ProvenanceError) -> XMLTag {
        place += 1
        var tag = XMLTag(name: try name())
        while true {
            skipSpace()
            if take("/>") {
                tag.isEmpty = true
                return tag
            }
            if take(">") {
                open.append(tag.name)
                return tag
            }
            guard tag.attributes.count < Self.attributeCountMax else { throw malformed("it has too many attributes") }
            let start = place
            tag.attributes.append(try attribute())
            tag.attributeRanges.append(start..<place)
        }
    }

    private mutating func attribute() throws(ProvenanceError) -> (name: String, value: String) {
        let name = try name()
        skipSpace()
        guard take("=") else { throw malformed("an attribute has no value") }
        skipSpace()
        let value: ArraySlice<Unicode.Scalar>
        if take("\"") {
            value = try upTo("\"")
        } else if take("'") {
            value = try upTo("'")
        } else {
            throw malformed("an attribute has no value")
        }
        return (name, try resolved(value))
    }

    private mutating func name() throws(ProvenanceError) -> String {
        let start = place
        while place < scalars.count, !Self.endsName(scalars[place]) { place += 1 }
        guard place > start else { throw malformed("a name is missing") }
        return String(String.UnicodeScalarView(scalars[start..<place]))
    }

    private static func endsName(_ scalar: Unicode.Scalar) -> Bool {
        isSpace(scalar) || ["<", ">", "/", "=", "\"", "'", "&"].contains(scalar)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { [" ", "\t", "\n", "\r"].contains(scalar) }

    private mutating func skipSpace() {
        while place < scalars.count, Self.isSpace(scalars[place]) { place += 1 }
    }

    /// A text with its references replaced.
    private func resolved(_ raw: ArraySlice<Unicode.Scalar>) throws(ProvenanceError) -> String {
        var text = String.UnicodeScalarView()
        var rest = raw
        while let scalar = rest.popFirst() {
            guard scalar == "&" else {
                text.append(scalar)
                continue
            }
            // The longest reference is `&#x10FFFF;`.
            guard let end = rest.prefix(12).firstIndex(of: ";") else { throw malformed("a reference does not end") }
            text.append(try meaning(String(String.UnicodeScalarView(rest[..<end]))))
            rest = rest[(end + 1)...]
        }
        return String(text)
    }

    private func meaning(_ reference: String) throws(ProvenanceError) -> Unicode.Scalar {
        let known: [String: Unicode.Scalar] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
        if let scalar = known[reference] { return scalar }
        let isHexadecimal = reference.hasPrefix("#x")
        let digits = reference.dropFirst(isHexadecimal ? 2 : 1)
        guard reference.hasPrefix("#"), let first = digits.first, first.isHexDigit,
            let value = UInt32(digits, radix: isHexadecimal ? 16 : 10), value > 0, let scalar = Unicode.Scalar(value)
        else { throw malformed("an unknown reference") }
        return scalar
    }
}
