// SPDX-License-Identifier: Apache-2.0

/// What a multipart body says next.
public enum MultipartEvent: Hashable, Sendable {
    /// A part begins.
    case partBegan(PartHeader)
    /// Bytes of the part: this range of the chunk that was given, never empty.
    case bytes(Range<Int>)
    /// Bytes of the part from earlier chunks, which might have begun a boundary and did not; never empty, at most 73.
    case heldBytes(ArraySlice<UInt8>)
    /// The part is whole.
    case partEnded
    /// The last part was whole; whatever follows is thrown away.
    case ended
}
