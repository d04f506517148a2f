// SPDX-License-Identifier: Apache-2.0

/// What a multipart body may measure, the parts' own bytes aside.
public struct MultipartLimits: Hashable, Sendable {
    /// The most parts.
    public var partCountMax = 24
    /// The most bytes of header fields in one part, line breaks included.
    public var headerByteCountMax = 8192
    /// The longest name of a part, in bytes.
    public var nameByteCountMax = 128
    /// The longest name of a file, in bytes.
    public var filenameByteCountMax = 1024
    /// The most bytes before the first boundary and after the last one, each.
    public var surroundingByteCountMax = 1024
    /// The most white space at the end of a boundary's line, in bytes.
    public var paddingByteCountMax = 64

    /// The limits that ship.
    public init() {}
}
