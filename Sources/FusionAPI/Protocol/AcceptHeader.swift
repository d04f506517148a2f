// SPDX-License-Identifier: Apache-2.0

/// What a client can read: `Accept`.
///
/// Source: RFC 9110, section 12.5.1.
public struct AcceptHeader: Hashable, Sendable {
    private struct MediaRange: Hashable {
        var type: String
        var subtype: String
        /// In thousandths.
        var quality: Int
    }

    private let ranges: [MediaRange]

    /// What a field says; without one, or where nothing in it can be read, everything is welcome.
    ///
    /// Members that are malformed are left out: refusing a request for them would help nobody.
    public init(_ field: String?) {
        var scanner = FieldScanner(field ?? "")
        var ranges: [MediaRange] = []
        repeat {
            scanner.skipWhitespace()
            if let range = Self.range(&scanner) { ranges.append(range) }
            scanner.skipAll(before: ",")
        } while scanner.skip(",")
        self.ranges = ranges.isEmpty ? [MediaRange(type: "*", subtype: "*", quality: 1000)] : ranges
    }

    /// How much a type is wanted, 0 to 1,000 thousandths; 0 is not acceptable.
    ///
    /// The most specific range decides. Parameters other than `q` are not looked at.
    public func quality(of mediaType: String) -> Int {
        let parts = mediaType.lowercased().split(separator: "/", maxSplits: 1)
        guard let type = parts.first, let subtype = parts.last, parts.count == 2 else { return 0 }
        var best = (specificity: -1, quality: 0)
        for range in ranges {
            guard range.type == "*" || range.type == type, range.subtype == "*" || range.subtype == subtype else {
                continue
            }
            let specificity = (range.type == "*" ? 0 : 1) + (range.subtype == "*" ? 0 : 1)
            if specificity > best.specificity { best = (specificity, range.quality) }
        }
        return best.quality
    }

    /// The type to answer with, of `offers` in the server's own order of preference.
    ///
    /// The one wanted most, of equals the first; `nil` when none is acceptable (406).
    public func choice(of offers: [String]) -> String? {
        var best: (offer: String, quality: Int)?
        for offer in offers {
            let quality = quality(of: offer)
            if quality > best?.quality ?? 0 { best = (offer, quality) }
        }
        return best?.offer
    }

    /// Whether the client asks for a picture rather than for JSON.
    ///
    /// `*/*`, as most programs send it, asks for nothing in particular and gets JSON.
    public func prefersImage(_ mediaType: String = "image/jpeg") -> Bool {
        choice(of: ["application/json", mediaType]) == mediaType
    }

    private static func range(_ scanner: inout FieldScanner) -> MediaRange? {
        guard let type = scanner.token()?.lowercased(), scanner.skip("/"),
            let subtype = scanner.token()?.lowercased(), type != "*" || subtype == "*",
            let parameters = scanner.parameters()
        else { return nil }
        guard let weight = parameters.first(where: { $0.name == "q" }) else {
            return MediaRange(type: type, subtype: subtype, quality: 1000)
        }
        return QualityValue.thousandths(weight.value).map { MediaRange(type: type, subtype: subtype, quality: $0) }
    }
}
