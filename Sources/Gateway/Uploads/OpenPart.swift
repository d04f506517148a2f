// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI

/// A part of a form that is being received.
///
/// Its spools are changed in place: a copy would copy their bytes.
struct OpenPart {
    let header: PartHeader
    var image: ImageSpool?
    var text: TextSpool?

    /// A part that holds a picture.
    static func image(_ spool: ImageSpool, _ header: PartHeader) -> OpenPart { OpenPart(header: header, image: spool) }

    /// A part that holds a text.
    static func text(_ spool: TextSpool, _ header: PartHeader) -> OpenPart { OpenPart(header: header, text: spool) }

    /// Adds bytes.
    mutating func append(_ bytes: RawSpan) throws(Problem) {
        try image?.append(bytes)
        try text?.append(bytes)
    }
}
