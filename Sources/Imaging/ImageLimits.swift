// SPDX-License-Identifier: Apache-2.0

/// What an input image may measure.
public struct ImageLimits: Hashable, Sendable {
    /// The least width and height, in pixels.
    public var sideMin = 64
    /// The greatest width and height, in pixels.
    public var sideMax = 8192
    /// The greatest width times height.
    public var pixelCountMax = 50_000_000
    /// The greatest file, in bytes.
    public var byteCountMax = 20_000_000

    /// The limits that ship.
    public init() {}
}
