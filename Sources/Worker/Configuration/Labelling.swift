// SPDX-License-Identifier: Apache-2.0

internal import Provenance
internal import Storage

/// How this worker labels results.
struct Labelling: Sendable {
    private let contentProducer: String
    private let visibleMark: VisibleMark
    /// The right to results without a label.
    let exemption: LabelExemption?

    init(_ configuration: WorkerConfiguration) {
        contentProducer = configuration.contentProducer
        visibleMark = configuration.visibleMark
        exemption = configuration.labelExemption
    }

    /// The labeler of one result.
    func labeler(_ policy: LabelPolicy) throws(ProvenanceError) -> Labeler {
        try Labeler(policy: policy, visibleMark: visibleMark, contentProducer: contentProducer) { bytes in
            var hasher = ContentHasher()
            hasher.update(bytes.bytes)
            return hasher.finish().digest.description
        }
    }
}
