// SPDX-License-Identifier: Apache-2.0

/// XMP packets (ISO 16684-1): one RDF description in UTF-8.
enum XMPPacket {
    /// Longest packet that is read.
    static let byteCountMax = 1 << 20

    /// The IPTC term for a picture that a model put together with a photo (EU AI Act, article 50, by way of IPTC).
    static let digitalSourceType =
        "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
    /// The namespace of IPTC's extension schema.
    static let iptcNamespace = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"

    /// The namespace of RDF itself.
    static let rdfNamespace = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

    /// A packet that says nothing but the label.
    ///
    /// Without room to grow, and marked as not to be changed in place: the label ends with the file's last byte.
    static func text(_ metadata: AIGCMetadata) -> String {
        """
        <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/">
         <rdf:RDF xmlns:rdf="\(rdfNamespace)">
        \(description(metadata, about: ""))
         </rdf:RDF>
        </x:xmpmeta>
        <?xpacket end="r"?>
        """
    }

    /// The label's part of a packet: an RDF description.
    ///
    /// - Parameters:
    ///   - metadata: The label.
    ///   - about: What the packet describes; all descriptions of a packet say the same (ISO 16684-1, 7.4).
    /// - Returns: The element, indented as ``text(_:)`` has it.
    static func description(_ metadata: AIGCMetadata, about: String) -> String {
        """
          <rdf:Description xmlns:rdf="\(rdfNamespace)" rdf:about="\(escaped(about, isQuoted: true))"
            xmlns:TC260="\(AIGCMetadata.namespace)"
            xmlns:Iptc4xmpExt="\(iptcNamespace)">
           <TC260:\(AIGCMetadata.propertyName)>\(escaped(metadata.json))</TC260:\(AIGCMetadata.propertyName)>
           <Iptc4xmpExt:DigitalSourceType>\(digitalSourceType)</Iptc4xmpExt:DigitalSourceType>
          </rdf:Description>
        """
    }

    /// Text between tags, where JSON's quotation marks stay as they are for those who only search the bytes, or between
    /// quotation marks.
    private static func escaped(_ text: String, isQuoted: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"" where isQuoted: result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The value of a simple property, written as an element or as an attribute.
    ///
    /// - Parameters:
    ///   - name: Its local name.
    ///   - namespace: Whatever prefix stands for it.
    ///   - packet: The bytes of a packet.
    /// - Returns: `nil` when the packet does not have it.
    /// - Throws: `packet_too_large`, `metadata_malformed`.
    static func property(_ name: String, namespace: String, in packet: [UInt8]) throws(ProvenanceError) -> String? {
        guard packet.count <= byteCountMax else {
            throw ProvenanceError(
                .packetTooLarge,
                "the XMP packet is too large",
                measured: "\(packet.count) bytes",
                limit: "\(byteCountMax) bytes"
            )
        }
        guard let text = String(validating: packet, as: UTF8.self) else {
            throw ProvenanceError(.metadataMalformed, "the XMP packet is not UTF-8")
        }
        var scanner = XMLScanner(text)
        var scope = XMLNamespaces()
        while let event = try scanner.next() {
            switch event {
            case .start(let tag):
                let inner = try scope.entered(by: tag)
                for (attribute, value) in tag.attributes where inner.isName(attribute, name, in: namespace) {
                    return value
                }
                if inner.isName(tag.name, name, in: namespace) { return try content(of: tag, &scanner) }
                if !tag.isEmpty { scope = inner }
            case .end: scope.leave()
            case .text: break
            }
        }
        return nil
    }

    /// The text up to the element's end.
    private static func content(of tag: XMLTag, _ scanner: inout XMLScanner) throws(ProvenanceError) -> String {
        var text = ""
        while !tag.isEmpty {
            switch try scanner.next() {
            case .text(let part): text += part
            case .end(tag.name): return text
            default: throw ProvenanceError(.metadataMalformed, "the XMP property \(tag.name) is not a simple text")
            }
        }
        return text
    }
}
