// SPDX-License-Identifier: Apache-2.0

/// Numbers and bytes by their names, packed in one value, as the scripts read and write it.
///
/// A map in [MessagePack](https://msgpack.org), of which this is what scripts use: names and values are short texts and
/// whole numbers.
struct Packed: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case number(Int)
        case bytes([UInt8])
    }

    /// Why bytes are no such map.
    enum Fault: Error, Hashable {
        /// They end in the middle, at this place.
        case truncated(at: Int)
        /// A kind of value that scripts do not write, by its first byte.
        case unknownKind(UInt8, at: Int)
        /// A name that is a number.
        case namelessValue(at: Int)
        /// More follows after the end.
        case surplus(bytes: Int)
    }

    private(set) var values: [String: Value] = [:]

    init() {}

    /// Reads a map.
    ///
    /// - Parameter bytes: All of it.
    /// - Throws: What is wrong with them.
    init(_ bytes: [UInt8]) throws(Fault) {
        var reader = PackedReader(bytes)
        for _ in 0..<(try reader.count()) {
            guard case .bytes(let name) = try reader.value() else { throw .namelessValue(at: reader.place) }
            values[String(decoding: name, as: UTF8.self)] = try reader.value()
        }
        guard reader.place == bytes.count else { throw .surplus(bytes: bytes.count - reader.place) }
    }

    subscript(_ name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    func number(_ name: String) -> Int? { if case .number(let number) = values[name] { number } else { nil } }
    func bytes(_ name: String) -> [UInt8]? { if case .bytes(let bytes) = values[name] { bytes } else { nil } }
    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    mutating func put(_ name: String, _ text: String?) { values[name] = text.map { .bytes(Array($0.utf8)) } }
    mutating func put(_ name: String, _ number: Int?) { values[name] = number.map { .number($0) } }

    /// As it is read; the same map gives the same bytes.
    var encoded: [UInt8] {
        var writer = PackedWriter()
        writer.count(values.count)
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            writer.bytes(Array(name.utf8))
            switch value {
            case .number(let number): writer.number(number)
            case .bytes(let bytes): writer.bytes(bytes)
            }
        }
        return writer.written
    }
}

private struct PackedReader {
    private let bytes: [UInt8]
    private(set) var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many pairs follow.
    ///
    /// The server's scripts write an empty map as an empty list.
    mutating func count() throws(Packed.Fault) -> Int {
        let kind = try byte()
        switch kind {
        case 0x80...0x8F: return Int(kind & 0x0F)
        case 0x90: return 0
        case 0xDE: return try big(2)
        default: throw .unknownKind(kind, at: place - 1)
        }
    }

    mutating func value() throws(Packed.Fault) -> Packed.Value {
        let kind = try byte()
        switch kind {
        case 0x00...0x7F: return .number(Int(kind))
        case 0xE0...0xFF: return .number(Int(Int8(bitPattern: kind)))
        case 0xCC...0xCF: return .number(try big(1 << Int(kind - 0xCC)))
        case 0xD0...0xD3: return .number(try signed(1 << Int(kind - 0xD0)))
        case 0xA0...0xBF: return .bytes(try taken(Int(kind & 0x1F)))
        case 0xD9...0xDB: return .bytes(try taken(try big(1 << Int(kind - 0xD9))))
        default: throw .unknownKind(kind, at: place - 1)
        }
    }

    private mutating func signed(_ size: Int) throws(Packed.Fault) -> Int {
        let unused = 64 - 8 * size
        return (try big(size) << unused) >> unused
    }

    /// The most significant byte first.
    private mutating func big(_ size: Int) throws(Packed.Fault) -> Int {
        Int(truncatingIfNeeded: try taken(size).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private mutating func byte() throws(Packed.Fault) -> UInt8 { try taken(1)[0] }

    private mutating func taken(_ count: Int) throws(Packed.Fault) -> [UInt8] {
        guard count >= 0, count <= bytes.count - place else { throw .truncated(at: bytes.count) }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }
}

private struct PackedWriter {
    private(set) var written: [UInt8] = []

    mutating func count(_ count: Int) {
        if count < 16 { written.append(0x80 | UInt8(count)) } else { head(0xDE, count, 2) }
    }

    mutating func number(_ number: Int) {
        if (0..<128).contains(number) { written.append(UInt8(number)) } else { head(0xD3, number, 8) }
    }

    /// As text: the server's reader knows no other kind of bytes.
    mutating func bytes(_ bytes: [UInt8]) {
        switch bytes.count {
        case ..<32: written.append(0xA0 | UInt8(bytes.count))
        case ..<65_536: head(0xDA, bytes.count, 2)
        default: head(0xDB, bytes.count, 4)
        }
        written += bytes
    }

    private mutating func head(_ kind: UInt8, _ number: Int, _ size: Int) {
        written.append(kind)
        for place in (0..<size).reversed() { written.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }
}
