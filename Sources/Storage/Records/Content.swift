// SPDX-License-Identifier: Apache-2.0

/// Bytes on their way into a store, in memory or in a file without a name, with their digest.
public struct Content: Sendable {
    enum Place: Sendable {
        case memory([UInt8])
        case file(Descriptor)
    }

    let place: Place
    /// The digest, checksum and length.
    public let sum: ContentSum

    /// Bytes in memory, hashed here.
    public init(_ bytes: [UInt8]) {
        var hasher = ContentHasher()
        hasher.update(bytes)
        self.init(bytes, sum: hasher.finish())
    }

    /// Bytes in memory that were hashed as they came.
    ///
    /// - Precondition: `sum` is the sum of these bytes; only the length is checked.
    public init(_ bytes: [UInt8], sum: ContentSum) {
        precondition(bytes.count == sum.byteCount, "the sum counts other bytes")
        place = .memory(bytes)
        self.sum = sum
    }

    init(_ file: Descriptor, sum: ContentSum) {
        place = .file(file)
        self.sum = sum
    }

    /// The bytes, when they are in memory.
    package var bytesInMemory: [UInt8]? {
        if case .memory(let bytes) = place { bytes } else { nil }
    }

    /// Some of the bytes; blocks while they are read from a file.
    package func read(_ range: Range<Int>) throws(StorageError) -> [UInt8] {
        switch place {
        case .memory(let bytes): [UInt8](bytes[range])
        case .file(let file): try file.read(at: range.lowerBound, count: range.count)
        }
    }
}
