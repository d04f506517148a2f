// SPDX-License-Identifier: Apache-2.0

/// A path with names in the place of what varies: `/v1/fusions/{id}`.
struct PathPattern: Hashable, Sendable {
    private enum Segment: Hashable, Sendable {
        case literal(String)
        case parameter(String)
    }

    /// The pattern as it is written, for metrics.
    let text: String
    private let segments: [Segment]

    /// A pattern.
    init(_ text: String) {
        self.text = text
        segments = Self.split(text).map { segment in
            segment.hasPrefix("{") ? .parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
    }

    /// What varies, by name, when a path's segments fit; else `nil`.
    func match(_ path: [Substring]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, value) in zip(segments, path) {
            switch segment {
            case .literal(let text): guard text == value else { return nil }
            case .parameter(let name): parameters[name] = String(value)
            }
        }
        return parameters
    }

    /// The segments of a path; a slash at the end makes an empty one, so it is another path.
    static func split(_ path: some StringProtocol) -> [Substring] {
        Substring(path).dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }
}
