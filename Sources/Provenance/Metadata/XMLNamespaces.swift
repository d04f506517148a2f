// SPDX-License-Identifier: Apache-2.0

/// Which prefixes stand for which namespaces, from the outermost element inwards.
struct XMLNamespaces {
    /// Elements inside each other; XMP needs ten.
    private static let depthMax = 100

    /// Each element's own declarations.
    private var declarations: [[String: String]] = []

    /// The names inside an element.
    ///
    /// - Throws: `metadata_malformed` when elements are nested too deeply.
    func entered(by tag: XMLTag) throws(ProvenanceError) -> XMLNamespaces {
        guard declarations.count < Self.depthMax else {
            throw ProvenanceError(
                .metadataMalformed,
                "the XMP packet is nested too deeply",
                measured: "\(declarations.count + 1) elements",
                limit: "\(Self.depthMax) elements"
            )
        }
        var own: [String: String] = [:]
        for (name, value) in tag.attributes where name.hasPrefix("xmlns:") { own[String(name.dropFirst(6))] = value }
        if let standard = tag.attributes.first(where: { $0.name == "xmlns" }) { own[""] = standard.value }
        var inner = self
        inner.declarations.append(own)
        return inner
    }

    /// Leaves the innermost element.
    mutating func leave() { _ = declarations.popLast() }

    /// Whether a name with a prefix is this one.
    func isName(_ written: String, _ local: String, in namespace: String) -> Bool {
        let parts = written.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let last = parts.last, last == local else { return false }
        let prefix = parts.count == 2 ? String(parts[0]) : ""
        return declarations.last { $0[prefix] != nil }?[prefix] == namespace
    }
}
