// SPDX-License-Identifier: Apache-2.0

/// The implicit label of GB 45438-2025, annex E: seven fields that say who generated a file and who spread it.
///
/// Written as one JSON object of strings into the XMP property `TC260:AIGC` (TC260-PG-20258A).
public struct AIGCMetadata: Hashable, Sendable {
    /// How sure it is that the file was generated; the raw value is what is written.
    public enum Label: String, CaseIterable, Sendable {
        case generated = "1"
        case possiblyGenerated = "2"
        case suspected = "3"
    }

    /// The XMP namespace of the property.
    public static let namespace = "http://www.tc260.org.cn/ns/AIGC/1.0/"
    /// The property's name in it.
    public static let propertyName = "AIGC"
    /// Greatest length of a field in UTF-8.
    ///
    /// Our own limit: with it any label fits into a JPEG segment.
    public static let fieldByteCountMax = 1024

    /// How sure it is that the file was generated.
    public let label: Label
    /// Name or registered code of the service that generated the file.
    public let contentProducer: String
    /// The producer's own number of the file.
    public let produceID: String
    /// The producer's integrity value; what Facefleet writes is an ``IntegrityCode``.
    public let reservedCode1: String
    /// Name or registered code of the service that spreads the file; empty until one does.
    public let contentPropagator: String
    /// The propagator's own number of the file.
    public let propagateID: String
    /// The propagator's integrity value.
    public let reservedCode2: String

    /// A label of a producer, and of a propagator where there is one.
    ///
    /// - Throws: `invalid_field` for a field over ``fieldByteCountMax`` or with control characters or noncharacters.
    public init(
        label: Label,
        producer: Party,
        propagator: Party = Party(name: "", fileID: "", integrity: "")
    ) throws(ProvenanceError) {
        self.label = label
        contentProducer = try Self.checked(producer.name, "ContentProducer")
        produceID = try Self.checked(producer.fileID, "ProduceID")
        reservedCode1 = try Self.checked(producer.integrity, "ReservedCode1")
        contentPropagator = try Self.checked(propagator.name, "ContentPropagator")
        propagateID = try Self.checked(propagator.fileID, "PropagateID")
        reservedCode2 = try Self.checked(propagator.integrity, "ReservedCode2")
    }

    /// What one of the two services says of the file.
    public struct Party: Hashable, Sendable {
        /// The service's name or registered code.
        public var name: String
        /// Its own number of the file.
        public var fileID: String
        /// Its integrity value.
        public var integrity: String

        /// What a service says.
        public init(name: String, fileID: String, integrity: String) {
            self.name = name
            self.fileID = fileID
            self.integrity = integrity
        }
    }

    /// A field as it is when it may be written.
    static func checked(_ value: String, _ name: String) throws(ProvenanceError) -> String {
        guard value.utf8.count <= fieldByteCountMax else {
            throw ProvenanceError(
                .invalidField,
                "the label's \(name) is too long",
                measured: "\(value.utf8.count) bytes",
                limit: "\(fieldByteCountMax) bytes"
            )
        }
        for scalar in value.unicodeScalars {
            let properties = scalar.properties
            guard properties.generalCategory != .control, !properties.isNoncharacterCodePoint else {
                let number = String(scalar.value, radix: 16, uppercase: true)
                throw ProvenanceError(.invalidField, "the label's \(name) holds the character U+\(number)")
            }
        }
        return value
    }
}

extension AIGCMetadata {
    /// The names and values in the order in which they are written.
    var fields: [(name: String, value: String)] {
        [
            ("Label", label.rawValue), ("ContentProducer", contentProducer), ("ProduceID", produceID),
            ("ReservedCode1", reservedCode1), ("ContentPropagator", contentPropagator), ("PropagateID", propagateID),
            ("ReservedCode2", reservedCode2),
        ]
    }

    /// The JSON object.
    public var json: String { JSONText.object(fields) }

    /// A label from its JSON object.
    ///
    /// Fields that are missing count as empty; members that the standard does not name are passed over.
    ///
    /// - Throws: `metadata_malformed`, or `invalid_field` for a field that this program would not write.
    public init(json: String) throws(ProvenanceError) {
        let members = try JSONText.members(of: json)
        let text = members["Label"] ?? ""
        guard let label = Label(rawValue: text) else {
            throw ProvenanceError(.metadataMalformed, "the label says '\(text.prefix(16))', not 1, 2 or 3")
        }
        func party(_ name: String, _ fileID: String, _ integrity: String) -> Party {
            Party(name: members[name] ?? "", fileID: members[fileID] ?? "", integrity: members[integrity] ?? "")
        }
        try self.init(
            label: label,
            producer: party("ContentProducer", "ProduceID", "ReservedCode1"),
            propagator: party("ContentPropagator", "PropagateID", "ReservedCode2")
        )
    }

    /// The label inside a JPEG, PNG or WebP; `nil` when the file is sound and has none.
    ///
    /// - Parameter file: The whole file; whose it is does not matter.
    /// - Throws: `unsupported_format`, `file_damaged`, `packet_too_large`, `metadata_malformed`, `invalid_field`.
    public init?(readFrom file: [UInt8]) throws(ProvenanceError) {
        guard let packet = try XMPEmbedder.packet(in: file),
            let json = try XMPPacket.property(Self.propertyName, namespace: Self.namespace, in: packet)
        else { return nil }
        try self.init(json: json)
    }
}
