// SPDX-License-Identifier: Apache-2.0

/// How a result is asked to be labelled; the raw value is what callers write.
public enum LabelMode: String, CaseIterable, Sendable {
    /// A text in the picture and metadata in the file.
    case visibleAndMetadata = "visible+metadata"
    /// Metadata in the file.
    case metadata
    /// Neither.
    case off
}

/// The right to results without a label, on whoever's authority it is used.
///
/// Deliberately a value of its own: who makes one says so, and it can be searched for.
public struct LabelExemption: Hashable, Sendable {
    /// On what grounds, for the log.
    public let grounds: String

    /// An exemption.
    public init(grounds: String) { self.grounds = grounds }
}

/// How a result is labelled.
public enum LabelPolicy: Hashable, Sendable {
    /// A text in the picture and metadata in the file: the service's default.
    case visibleAndMetadata
    /// Metadata in the file: the command line's default.
    case metadata
    /// Neither, for those who may.
    case off(LabelExemption)

    /// The policy for what was asked.
    ///
    /// - Parameters:
    ///   - mode: What was asked.
    ///   - exemption: What the one who asks may use.
    /// - Throws: `exemption_missing`.
    public init(_ mode: LabelMode, exemption: LabelExemption? = nil) throws(ProvenanceError) {
        switch mode {
        case .visibleAndMetadata: self = .visibleAndMetadata
        case .metadata: self = .metadata
        case .off:
            guard let exemption else {
                throw ProvenanceError(.exemptionMissing, "results without a label need an exemption")
            }
            self = .off(exemption)
        }
    }

    /// What was asked.
    public var mode: LabelMode {
        switch self {
        case .visibleAndMetadata: .visibleAndMetadata
        case .metadata: .metadata
        case .off: .off
        }
    }
}
