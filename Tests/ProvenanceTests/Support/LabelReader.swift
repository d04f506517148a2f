// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Reads XMP as somebody else's program would: another way through the containers, Foundation's XML and JSON parsers.
struct LabelReader {
    /// Every packet in the file, in order.
    let packets: [[UInt8]]

    /// Looks for packets in a JPEG, PNG or WebP that is sound.
    init(_ file: [UInt8]) {
        if file.starts(with: [0xFF, 0xD8]) {
            packets = Self.jpegPackets(file)
        } else if file.starts(with: [0x89, 0x50]) {
            packets = Self.pngPackets(file)
        } else {
            packets = Self.webpPackets(file)
        }
    }

    /// The members of the label of the only packet.
    func label() throws -> [String: String] {
        let text = try property("AIGC", namespace: "http://www.tc260.org.cn/ns/AIGC/1.0/")
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        guard let members = value as? [String: String] else { throw CocoaError(.coderReadCorrupt) }
        return members
    }

    /// The text of a property that the only packet has once.
    func property(_ name: String, namespace: String) throws -> String {
        guard packets.count == 1 else { throw CocoaError(.coderReadCorrupt) }
        let found = try Self.properties(of: packets[0]).filter { $0.name == name && $0.namespace == namespace }
        guard found.count == 1 else { throw CocoaError(.coderValueNotFound) }
        return found[0].text
    }

    /// Every leaf element of a packet.
    static func properties(of packet: [UInt8]) throws -> [Property] {
        let parser = XMLParser(data: Data(packet))
        parser.shouldProcessNamespaces = true
        let collector = Collector()
        parser.delegate = collector
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.coderReadCorrupt) }
        return collector.found
    }

    /// A leaf element: its name without prefix, its namespace and its text.
    struct Property: Hashable {
        let name: String
        let namespace: String
        let text: String
    }

    private final class Collector: NSObject, XMLParserDelegate {
        var found: [Property] = []
        private var text = ""
        private var isLeaf = false

        func parser(
            _: XMLParser,
            didStartElement _: String,
            namespaceURI _: String?,
            qualifiedName _: String?,
            attributes _: [String: String]
        ) { (text, isLeaf) = ("", true) }

        func parser(_: XMLParser, foundCharacters string: String) { text += string }

        func parser(_: XMLParser, foundCDATA block: Data) { text += String(decoding: block, as: UTF8.self) }

        func parser(_: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName _: String?) {
            if isLeaf { found.append(Property(name: name, namespace: namespaceURI ?? "", text: text)) }
            isLeaf = false
        }
    }

    /// Segments up to the first scan; XMP never comes later.
    private static func jpegPackets(_ file: [UInt8]) -> [[UInt8]] {
        let signature = Array("http://ns.adobe.com/xap/1.0/".utf8) + [0]
        var packets: [[UInt8]] = []
        var rest = file.dropFirst(2)
        while rest.count > 4, rest[rest.startIndex] == 0xFF, rest[rest.startIndex + 1] != 0xDA {
            let marker = rest[rest.startIndex + 1]
            let length = number(rest.dropFirst(2).prefix(2))
            let body = rest.dropFirst(4).prefix(length - 2)
            if marker == 0xE1, body.starts(with: signature) { packets.append(Array(body.dropFirst(signature.count))) }
            rest = rest.dropFirst(2 + length)
        }
        return packets
    }

    private static func pngPackets(_ file: [UInt8]) -> [[UInt8]] {
        let signature = Array("iTXtXML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0]
        var packets: [[UInt8]] = []
        var rest = file.dropFirst(8)
        while rest.count >= 12 {
            let length = number(rest.prefix(4))
            let named = rest.dropFirst(4).prefix(4 + length)
            if named.starts(with: signature) { packets.append(Array(named.dropFirst(signature.count))) }
            rest = rest.dropFirst(12 + length)
        }
        return packets
    }

    private static func webpPackets(_ file: [UInt8]) -> [[UInt8]] {
        var packets: [[UInt8]] = []
        var rest = file.dropFirst(12)
        while rest.count >= 8 {
            let length = number(rest.dropFirst(4).prefix(4).reversed())
            if rest.starts(with: "XMP ".utf8) { packets.append(Array(rest.dropFirst(8).prefix(length))) }
            rest = rest.dropFirst(8 + length + length % 2)
        }
        return packets
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { $0 * 256 + Int($1) } }
}
