// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// Labels results: marks the pixels, then, once they are encoded, seals the file.
///
/// `mark → encode → seal`; nothing may change the file afterwards.
public struct Labeler: Sendable {
    /// How results are labelled.
    public let policy: LabelPolicy
    /// What the visible mark looks like, where there is one.
    public let visibleMark: VisibleMark
    private let contentProducer: String
    private let sha256: @Sendable (Span<UInt8>) -> String

    /// A labeler for one policy.
    ///
    /// - Parameters:
    ///   - policy: How results are labelled.
    ///   - visibleMark: What the visible mark looks like.
    ///   - contentProducer: Name or registered code of whoever runs the program.
    ///   - sha256: Gives the SHA-256 digest of bytes as 64 lower-case hexadecimal digits.
    /// - Throws: `invalid_field` when the producer cannot be written.
    public init(
        policy: LabelPolicy,
        visibleMark: VisibleMark = VisibleMark(),
        contentProducer: String,
        sha256: @escaping @Sendable (Span<UInt8>) -> String
    ) throws(ProvenanceError) {
        guard !contentProducer.isEmpty else {
            throw ProvenanceError(.invalidField, "the label's ContentProducer is empty")
        }
        self.policy = policy
        self.visibleMark = visibleMark
        self.contentProducer = try AIGCMetadata.checked(contentProducer, "ContentProducer")
        self.sha256 = sha256
    }

    /// Finishes a picture's pixels: draws the visible mark where the policy asks for one.
    ///
    /// Only the mark's own pixels are changed.
    ///
    /// - Parameters:
    ///   - canvas: The picture with its faces fused.
    ///   - fused: Around the fused faces; the mark goes elsewhere where it can.
    ///   - others: Around other faces.
    /// - Returns: The picture, to be encoded.
    /// - Throws: What the canvas throws.
    public func mark<Canvas: FusionCanvas & ~Copyable>(
        _ canvas: consuming Canvas,
        fused: [BoundingBox],
        others: [BoundingBox] = []
    ) throws -> MarkedImage<Canvas> {
        guard policy == .visibleAndMetadata else {
            return MarkedImage(canvas: canvas, policy: policy, markRegion: nil)
        }
        let region = visibleMark.place(in: canvas.size, avoiding: fused, sparing: others)
        let ground = try canvas.pixels(in: region, reduction: .full)
        try canvas.replace(region, original: ground, with: visibleMark.draw(on: ground))
        return MarkedImage(canvas: canvas, policy: policy, markRegion: region)
    }

    /// Writes the metadata into the file, as the last step.
    ///
    /// - Parameters:
    ///   - file: A marked picture's file.
    ///   - produceID: The producer's number of the result, the task's; `nil` takes the first 32 digits of its digest,
    ///     so that the same picture has the same number.
    /// - Returns: The file that may be published.
    /// - Throws: `invalid_field`, `unsupported_format`, `file_damaged`, `packet_too_large`.
    public func seal(_ file: MarkedFile, produceID: String? = nil) throws(ProvenanceError) -> LabelledImage {
        let format = try LabelledFormat(file.bytes)
        if case .off = file.policy { return LabelledImage(file, bytes: file.bytes, format: format, metadata: nil) }
        let code = try IntegrityCode(of: file.bytes, sha256: sha256)
        let fileID = produceID ?? String(code.text.split(separator: ":").last?.prefix(32) ?? "")
        let metadata = try AIGCMetadata(
            label: .generated,
            producer: AIGCMetadata.Party(name: contentProducer, fileID: fileID, integrity: code.text)
        )
        let labelled = try XMPEmbedder.embed(metadata, in: file.bytes)
        return LabelledImage(file, bytes: labelled, format: format, metadata: metadata)
    }
}
