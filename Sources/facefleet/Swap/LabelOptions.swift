// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import Provenance
import Storage

/// How results are labelled, as it is typed.
struct LabelOptions: ParsableArguments {
    @Option(help: "Label of the result: in its metadata, also as a text in the picture, or none.")
    var label: LabelMode = .metadata

    @Option(help: "Language of the text in the picture.")
    var markText: MarkLanguage = .english

    @Option(help: "Who makes the results, as their labels say.")
    var contentProducer = "facefleet"

    /// The labeler for all results of a run; `nil` with a problem noted.
    func labeler(_ check: inout OptionCheck) -> Labeler? {
        do throws(ProvenanceError) {
            // Whoever runs the program on files of their own may leave the label out, and has to say so.
            return try Labeler(
                policy: LabelPolicy(label, exemption: LabelExemption(grounds: "--label off")),
                visibleMark: VisibleMark(language: markText),
                contentProducer: contentProducer,
                sha256: Self.sha256
            )
        } catch {
            check.refuse("--content-producer", error.message, measured: error.measured, limit: error.limit)
            return nil
        }
    }

    private static let sha256: @Sendable (Span<UInt8>) -> String = { bytes in
        var hasher = ContentHasher()
        hasher.update(bytes.bytes)
        return hasher.finish().digest.description
    }
}

extension LabelMode: ExpressibleByArgument {}
extension MarkLanguage: ExpressibleByArgument {}
