// SPDX-License-Identifier: Apache-2.0

/// The name of a task: derived from tenant and idempotency key, or random.
///
/// Range: 1 to 128 bytes of ASCII letters, digits, `-` and `_`, so that it fits URLs, file names and keys.
public struct TaskID: Hashable, Sendable, CustomStringConvertible {
    /// The text as it stands in URLs.
    public let rawValue: String

    /// The most bytes a name may have.
    public static let lengthMax = 128

    /// A name, or `nil` when it is empty, too long or has other characters.
    public init?(_ text: String) {
        let isValid = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
            default: false
            }
        }
        guard isValid, (1...Self.lengthMax).contains(text.utf8.count) else { return nil }
        rawValue = text
    }

    /// A name that was checked when it was first accepted.
    package init(stored: String) { rawValue = stored }

    /// The text.
    public var description: String { rawValue }
}
