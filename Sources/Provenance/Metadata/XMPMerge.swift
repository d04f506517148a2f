// SPDX-License-Identifier: Apache-2.0

/// Puts the label into a packet that is there already.
///
/// The text is cut and pasted, not written anew: what the packet says besides stays as it was written.
enum XMPMerge {
    /// Properties that the label brings anew, or that are no longer true of a file with one packet.
    private static let replaced: [(name: String, namespace: String)] = [
        (AIGCMetadata.propertyName, AIGCMetadata.namespace),
        ("DigitalSourceType", XMPPacket.iptcNamespace),
        ("HasExtendedXMP", "http://ns.adobe.com/xmp/note/"),
    ]

    /// The packet with the label as its last description and with no other label.
    ///
    /// - Returns: `nil` when the packet cannot be read or has no place for it.
    static func text(_ metadata: AIGCMetadata, into packet: [UInt8]) -> String? {
        guard packet.count <= XMPPacket.byteCountMax, let old = String(validating: packet, as: UTF8.self) else {
            return nil
        }
        var scanner = XMLScanner(old)
        var plan = Plan()
        do throws(ProvenanceError) {
            while let event = try scanner.next() { try plan.add(event, at: scanner.eventStart..<scanner.place) }
        } catch {
            return nil
        }
        guard let insertion = plan.insertion else { return nil }
        var result = String.UnicodeScalarView()
        var start = 0
        for cut in plan.cuts where cut.upperBound <= insertion {
            result += scanner.scalars[start..<cut.lowerBound]
            start = cut.upperBound
        }
        result += scanner.scalars[start..<insertion]
        result += "\(XMPPacket.description(metadata, about: plan.about ?? ""))\n ".unicodeScalars
        result += scanner.scalars[insertion...]
        return String(result)
    }

    /// What is cut out and where the label goes.
    private struct Plan {
        /// Ranges that go, in order and apart.
        var cuts: [Range<Int>] = []
        /// Before the end of the RDF; nothing behind it is a property.
        var insertion: Int?
        /// What the first description is about.
        var about: String?
        private var scope = XMLNamespaces()
        private var open: [Element] = []

        /// An element that did not end yet.
        private struct Element {
            let start: Int
            /// How many ranges were cut before it.
            let cutCount: Int
            let isRDF: Bool
            /// Whether it is itself cut out.
            let isCut: Bool
            /// Whether it is a description of which nothing was found yet that stays.
            var isBare: Bool
        }

        mutating func add(_ event: XMLScanner.Event, at range: Range<Int>) throws(ProvenanceError) {
            switch event {
            case .text(let text):
                let isSpace = text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
                if !isSpace, !open.isEmpty { open[open.count - 1].isBare = false }
            case .start(let tag): try begin(tag, at: range)
            case .end: end(at: range)
            }
        }

        private mutating func begin(_ tag: XMLTag, at range: Range<Int>) throws(ProvenanceError) {
            let inner = try scope.entered(by: tag)
            let isInsideCut = open.contains(where: \.isCut)
            let isCut = !isInsideCut && XMPMerge.isReplaced(tag.name, inner)
            let cutCount = cuts.count
            var isBare = inner.isName(tag.name, "Description", in: XMPPacket.rdfNamespace)
            if isCut {
                if tag.isEmpty { cuts.append(range) }
            } else if !isInsideCut {
                if !open.isEmpty { open[open.count - 1].isBare = false }
                isBare = note(tag, inner) && isBare
            }
            guard !tag.isEmpty else { return }
            let isRDF = inner.isName(tag.name, "RDF", in: XMPPacket.rdfNamespace)
            open.append(
                Element(start: range.lowerBound, cutCount: cutCount, isRDF: isRDF, isCut: isCut, isBare: isBare)
            )
            scope = inner
        }

        private mutating func end(at range: Range<Int>) {
            scope.leave()
            guard let element = open.popLast() else { return }
            if element.isRDF, insertion == nil { insertion = range.lowerBound }
            // A description whose properties all went goes too, else each label would leave one behind.
            if element.isCut || element.isBare && cuts.count > element.cutCount {
                cuts.removeSubrange(element.cutCount...)
                cuts.append(element.start..<range.upperBound)
            }
        }

        /// Reads and cuts an element's attributes.
        ///
        /// - Returns: Whether no property stays among them.
        private mutating func note(_ tag: XMLTag, _ names: XMLNamespaces) -> Bool {
            var isBare = true
            for ((name, value), range) in zip(tag.attributes, tag.attributeRanges) {
                let isAbout = name == "about" || names.isName(name, "about", in: XMPPacket.rdfNamespace)
                if about == nil, isAbout { about = value }
                if XMPMerge.isReplaced(name, names) {
                    cuts.append(range)
                } else if !isAbout, !name.hasPrefix("xmlns") {
                    isBare = false
                }
            }
            return isBare
        }
    }

    private static func isReplaced(_ name: String, _ names: XMLNamespaces) -> Bool {
        replaced.contains { names.isName(name, $0.name, in: $0.namespace) }
    }
}
