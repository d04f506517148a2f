// SPDX-License-Identifier: Apache-2.0

/// Bytes of a photo or another body as a log may show them: how many there are.
public struct LoggedBytes: Sendable, CustomStringConvertible {
    /// How many bytes.
    public let count: Int

    /// Remembers the number of bytes, nothing of the bytes.
    public init(_ bytes: some Collection<UInt8>) { count = bytes.count }

    /// The number and the word "bytes".
    public var description: String { "\(count) bytes" }
}
