// SPDX-License-Identifier: Apache-2.0

/// How a client would like its answer: `Prefer`.
///
/// Source: RFC 7240. What is malformed or unknown is ignored (section 2).
public struct PreferHeader: Hashable, Sendable {
    /// The longest that an answer is held back, in seconds.
    public static let waitSecondsMax = 60

    /// How long the client waits for the finished task, in seconds, at most ``waitSecondsMax``; `nil` when it does not.
    public let waitSeconds: Int?
    /// Whether the client would rather be answered at once.
    public let respondsAsynchronously: Bool

    /// What a field says; several fields are to be joined by commas.
    public init(_ field: String?) {
        var scanner = FieldScanner(field ?? "")
        var wait: Int?
        var isAsynchronous = false
        repeat {
            scanner.skipWhitespace()
            let name = scanner.token()?.lowercased()
            scanner.skipWhitespace()
            var value = ""
            if scanner.skip("=") {
                scanner.skipWhitespace()
                value = scanner.word() ?? ""
            }
            switch name {
            // Of a preference that comes twice the first counts (section 2).
            case "wait": wait = wait ?? Self.seconds(value)
            case "respond-async": isAsynchronous = true
            default: break
            }
            scanner.skipAll(before: ",")
        } while scanner.skip(",")
        waitSeconds = wait
        respondsAsynchronously = isAsynchronous
    }

    /// The `Preference-Applied` field of the answer (section 3); `nil` when nothing was preferred.
    public var applied: String? {
        if let waitSeconds { return "wait=\(waitSeconds)" }
        return respondsAsynchronously ? "respond-async" : nil
    }

    /// Whole seconds, at most ``waitSecondsMax``; `nil` when it is no number.
    public static func seconds(_ text: String) -> Int? {
        var scanner = FieldScanner(text)
        guard let seconds = scanner.digits(), scanner.isAtEnd else { return nil }
        return min(seconds, waitSecondsMax)
    }
}
