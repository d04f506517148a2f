// SPDX-License-Identifier: Apache-2.0

/// How much a server may say at once.
public struct RESPLimits: Hashable, Sendable {
    /// Bytes of a line: a number, an error or a short text.
    public var lineBytesMax = 64 << 10
    /// Bytes of one string.
    public var stringBytesMax = 64 << 20
    /// Elements of one aggregate.
    public var elementsMax = 1 << 20
    /// Aggregates within each other.
    public var depthMax = 16

    /// The defaults.
    public init() {}
}
