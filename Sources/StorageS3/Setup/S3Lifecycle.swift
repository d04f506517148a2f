// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Rules by which the store removes what nobody swept: whole days, and later than sweeps do.
struct S3Lifecycle {
    /// One of them.
    struct Rule: Hashable {
        let name: String
        let prefix: String
        let days: Int
    }

    /// A rule that a bucket has, as it is written there.
    struct Found: Hashable {
        let name: String
        let prefix: String?
        let text: String
    }

    let rules: [Rule]

    /// What every store of this service calls its rules.
    private static let family = "facefleet-"
    /// Longer than anything that was accepted waits.
    private static let waitingMax = Duration.seconds(30 * 86_400)

    init(_ keys: S3Keys, _ lifetimes: StorageConfiguration) {
        // Empty objects keep late workers out for as long as tombstones live, and rules cannot tell them apart. Final
        // records of dead letters stay as long as these.
        let longest = max(lifetimes.resultLifetime, lifetimes.tombstoneLifetime, lifetimes.deadLetterLifetime)
        let spans: [(S3Keys.Area, String, Duration)] = [
            (.accepted, "accepted", max(longest, Self.waitingMax)),
            (.inputs, "inputs", max(longest, Self.waitingMax)),
            (.uploads, "uploads", lifetimes.uploadLifetime),
            (.results, "results", longest),
            (.finals, "finals", longest),
            (.lists, "lists", lifetimes.resultLifetime),
            (.erasures, "erasures", lifetimes.uploadLifetime),
        ]
        let place = Self.place(keys.prefix)
        rules = spans.map { area, name, lifetime in
            Rule(name: Self.family + place + name, prefix: keys.area(area), days: Self.days(lifetime))
        }
    }

    /// The rules, and behind them those of others, as they are.
    func document(keeping others: [Found] = []) -> String {
        let texts = rules.map { rule in
            "<Rule><ID>\(rule.name)</ID><Filter><Prefix>\(XMLElement.escaped(rule.prefix))</Prefix></Filter>"
                + "<Status>Enabled</Status><Expiration><Days>\(rule.days)</Days></Expiration>"
                + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>"
                + "</AbortIncompleteMultipartUpload></Rule>"
        }
        return "<\(Self.rootName)>\((texts + others.map(\.text)).joined())</\(Self.rootName)>"
    }

    /// Whether a rule is one of these, perhaps from another version or with other days.
    func replaces(_ found: Found) -> Bool {
        if rules.contains(where: { $0.name == found.name }) { return true }
        return found.name.hasPrefix(Self.family) && rules.contains { $0.prefix == found.prefix }
    }

    /// The rules of a bucket, in their order; nil where a copy of them would not be the same.
    ///
    /// Each is taken as the bytes that it is written in: others use what is not known here.
    static func rules(in document: [UInt8]) -> [Found]? {
        guard let root = XMLElement(document), root.name == rootName else { return nil }
        var found: [Found] = []
        var rest = document[...]
        while let start = rest.firstRange(of: Array("<Rule>".utf8)) {
            guard let end = rest[start.upperBound...].firstRange(of: Array("</Rule>".utf8)) else { return nil }
            let bytes = Array(rest[start.lowerBound..<end.upperBound])
            guard let rule = XMLElement(bytes), let text = String(validating: bytes, as: UTF8.self) else { return nil }
            let prefix = rule.all("Filter").first?.text("Prefix") ?? rule.text("Prefix")
            found.append(Found(name: rule.text("ID") ?? unnamed, prefix: prefix, text: text))
            rest = rest[end.upperBound...]
        }
        // Anything but rules, or rules written otherwise, would be lost.
        return found.count == root.children.count ? found : nil
    }

    /// What rules are called that cannot be kept, as far as they can be read.
    static func names(in document: [UInt8]) -> [String] {
        (XMLElement(document)?.all("Rule") ?? []).map { $0.text("ID") ?? unnamed }
    }

    /// Whether the store knows nothing of rules: it says so, or answers what it was not asked, as OpenStack Swift does.
    static func isUnknown(_ answer: S3Answer) -> Bool {
        guard answer.isSuccess else { return [405, 501].contains(answer.status) }
        guard let root = XMLElement(answer.body) else {
            // Rules that cannot be read are rules.
            return answer.body.firstRange(of: Array(rootName.utf8)) == nil
        }
        return root.name != rootName
    }

    private static let rootName = "LifecycleConfiguration"
    private static let unnamed = "without a name"

    /// A prefix in a rule's name, which must be no other prefix's: legible, and its digest; a name has 255 characters.
    private static func place(_ prefix: String) -> String {
        let words = prefix.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let legible = words.joined(separator: "-").prefix(100)
        let digest = "\(ContentDigest(of: [UInt8](prefix.utf8)))".prefix(8)
        return "\(legible.isEmpty ? "" : "\(legible)-")\(digest)-"
    }

    private static func days(_ lifetime: Duration) -> Int { Int(lifetime / .seconds(86_400)) + 2 }
}
