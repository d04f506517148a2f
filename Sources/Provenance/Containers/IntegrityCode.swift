// SPDX-License-Identifier: Apache-2.0

/// What `ReservedCode1` holds: a digest over the encoded picture without its metadata.
///
/// Covered, in the file's order: of a JPEG every segment and scan but COM and APPn, of which APP14 counts since it
/// says what the components mean; of a PNG the critical chunks and tRNS, acTL, fcTL and fdAT; of a WebP the chunks VP8,
/// VP8L, ALPH, ANIM and ANMF. Colour profiles, EXIF, XMP and what comes behind the end are not covered, so that a
/// signature added later leaves it valid.
///
/// It tells a changed picture, not a forger: whoever changes the picture can compute it anew.
public struct IntegrityCode: Hashable, Sendable {
    /// `sha256:` and 64 lower-case hexadecimal digits.
    public let text: String

    /// The code of a file.
    ///
    /// - Parameters:
    ///   - file: A whole JPEG, PNG or WebP, labelled or not.
    ///   - sha256: Gives the SHA-256 digest of bytes as 64 lower-case hexadecimal digits.
    /// - Throws: `unsupported_format`, `file_damaged`.
    public init(of file: [UInt8], sha256: (Span<UInt8>) -> String) throws(ProvenanceError) {
        let layout = try LabelledFormat(file).layout(of: file)
        var covered: [UInt8] = []
        covered.reserveCapacity(file.count)
        for part in layout.parts where part.role == .picture { covered += file[part.range] }
        text = "sha256:" + sha256(covered.span)
    }
}
