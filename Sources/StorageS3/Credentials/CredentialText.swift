// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: SubSequence {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start }
        return start[...last]
    }

    /// Whether it is one word of visible ASCII characters, as header values may be.
    var isHeaderWord: Bool { !isEmpty && utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    /// Whether it is a name of IAM: letters, digits and `+=,.@_-`.
    var isIAMName: Bool {
        !isEmpty && utf8.count <= 128
            && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+=,.@_-".contains($0)) }
    }

    /// Fit for an error: short, in one line, without these secrets and without words as long as tokens are.
    func shown(without secrets: [String]) -> String {
        var text = String(self)
        for secret in secrets where !secret.isEmpty {
            text = text.replacing(secret, with: "…").replacing(PercentEncoding.encoded(secret), with: "…")
        }
        let words = text.split { $0.isWhitespace || $0.isNewline }.map { $0.utf8.count > 128 ? "…" : $0 }
        let line = words.joined(separator: " ").unicodeScalars.filter {
            ![.control, .format].contains($0.properties.generalCategory)
        }
        return String(String(String.UnicodeScalarView(line)).prefix(300))
    }
}
