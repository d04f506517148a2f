// SPDX-License-Identifier: Apache-2.0

/// One append-only file of frames.
///
/// Layout of the first 64 bytes, little-endian: magic (8), number (4), zeros, CRC32C of what precedes (4). The nonce is
/// part of the name only, so that damage to the head of the file does not lose the rest.
final class SegmentFile: Sendable {
    static let headerLength = 64
    static let magic: UInt64 = 0x3130_3047_4553_4646

    let number: UInt32
    let nonce: UInt64
    let name: String
    let file: Descriptor

    private init(number: UInt32, nonce: UInt64, file: Descriptor) {
        self.number = number
        self.nonce = nonce
        self.name = Self.name(number: number, nonce: nonce)
        self.file = file
    }

    /// A new segment with blocks for `byteCount` bytes.
    ///
    /// Its name is not durable before the folder is synced.
    ///
    /// - Throws: `storageFull` when the disk has no room; the file is then removed.
    static func create(number: UInt32, byteCount: Int, in folder: DataFolder) throws(StorageError) -> SegmentFile {
        let nonce = UInt64.random(in: 1...UInt64.max)
        let name = name(number: number, nonce: nonce)
        let file = try folder.file(name, create: true)
        do throws(StorageError) {
            try file.preallocate(byteCount)
            try file.write(header(number), at: 0)
        } catch {
            try folder.remove(name)
            throw error
        }
        return SegmentFile(number: number, nonce: nonce, file: file)
    }

    /// An existing segment; nil when the name is none of a segment.
    static func open(_ name: String, in folder: DataFolder) throws(StorageError) -> SegmentFile? {
        guard let (number, nonce) = parse(name) else { return nil }
        return SegmentFile(number: number, nonce: nonce, file: try folder.file(name, create: false))
    }

    /// The same file under another number; it must be empty.
    func renumbered(_ number: UInt32, in folder: DataFolder) throws(StorageError) -> SegmentFile {
        try file.write(Self.header(number), at: 0)
        try folder.rename(name, to: Self.name(number: number, nonce: nonce))
        return SegmentFile(number: number, nonce: nonce, file: file)
    }

    /// Whether the head of the file is as it was written.
    func hasValidHeader() throws(StorageError) -> Bool {
        try file.read(at: 0, count: Self.headerLength) == Self.header(number)
    }

    private static func header(_ number: UInt32) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(magic)
        writer.append(number)
        writer.append([UInt8](repeating: 0, count: headerLength - 16))
        writer.append(Checksum.of(writer.bytes[...]))
        return writer.bytes
    }

    private static func name(number: UInt32, nonce: UInt64) -> String {
        var writer = ByteWriter()
        writer.append(number.byteSwapped)
        writer.append(nonce.byteSwapped)
        let digits = Hexadecimal.text(of: writer.bytes)
        return "segment-\(digits.prefix(8))-\(digits.suffix(16))"
    }

    private static func parse(_ name: String) -> (UInt32, UInt64)? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "segment", parts[1].count == 8, parts[2].count == 16,
            let number = UInt32(parts[1], radix: 16), let nonce = UInt64(parts[2], radix: 16)
        else { return nil }
        return (number, nonce)
    }
}
