// SPDX-License-Identifier: Apache-2.0

/// A picture that is stored whole, whatever its bytes mean.
public struct StoredImage: Hashable, Sendable {
    /// The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    public let sha256: String
    /// How many bytes it has.
    public let bytes: Int
    /// Columns as shown.
    public let width: Int
    /// Rows as shown.
    public let height: Int

    /// A picture of this digest and size.
    public init(sha256: String, bytes: Int, width: Int, height: Int) {
        self.sha256 = sha256
        self.bytes = bytes
        self.width = width
        self.height = height
    }

    /// Columns times rows.
    public var pixelCount: Int { width * height }
}
