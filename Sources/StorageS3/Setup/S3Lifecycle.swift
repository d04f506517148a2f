// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Rules by which the store removes what nobody swept: whole days, and later than sweeps do.
enum S3Lifecycle {
    private static let name = "facefleet-"

    static func document(_ keys: S3Keys, _ lifetimes: StorageConfiguration) -> String {
        // Empty objects keep late workers out for as long as tombstones live, and rules cannot tell them apart.
        let longest = max(lifetimes.resultLifetime, lifetimes.tombstoneLifetime)
        let rules: [(String, String, Int)] = [
            ("uploads", keys.area(.uploads), days(lifetimes.uploadLifetime)),
            ("erasures", keys.area(.erasures), days(lifetimes.uploadLifetime)),
            ("lists", keys.area(.lists), days(lifetimes.resultLifetime)),
            ("results", keys.area(.results), days(longest)),
            ("finals", keys.area(.finals), days(longest)),
        ]
        let texts = rules.map { id, prefix, days in
            "<Rule><ID>\(name)\(id)</ID><Filter><Prefix>\(XMLElement.escaped(prefix))</Prefix></Filter>"
                + "<Status>Enabled</Status><Expiration><Days>\(days)</Days></Expiration>"
                + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>"
                + "</AbortIncompleteMultipartUpload></Rule>"
        }
        return "<LifecycleConfiguration>\(texts.joined())</LifecycleConfiguration>"
    }

    /// The rules that are not ours.
    static func foreignRules(_ document: [UInt8]) -> [String] {
        let rules = XMLElement(document)?.all("Rule") ?? []
        return rules.map { $0.text("ID") ?? "without a name" }.filter { !$0.hasPrefix(name) }
    }

    /// Whether the store knows nothing of rules: it says so, or answers what it was not asked, as OpenStack Swift does.
    static func isUnknown(_ answer: S3Answer) -> Bool {
        if answer.isSuccess { return XMLElement(answer.body)?.name != "LifecycleConfiguration" }
        return [405, 501].contains(answer.status)
    }

    private static func days(_ lifetime: Duration) -> Int { Int(lifetime / .seconds(86_400)) + 2 }
}
