// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import NIOCore
internal import NIOPosix
internal import Storage

/// What a request brings: pieces in memory or in files, in their order.
struct S3Body: Sendable {
    let contents: [Content]
    let byteCount: Int

    /// A body that is sent from memory at once is at most this long.
    private static let inMemoryMax = 4 << 20
    private static let pieceByteCount = 256 << 10

    init(_ contents: [Content] = []) {
        self.contents = contents
        byteCount = contents.reduce(0) { $0 + $1.sum.byteCount }
    }

    init(_ bytes: [UInt8]) { self.init([Content(bytes)]) }

    init(_ text: String) { self.init([UInt8](text.utf8)) }

    /// The SHA-256 of all of it.
    func digest() async throws(StorageError) -> [UInt8] {
        if contents.count == 1 { return contents[0].sum.digest.bytes }
        var hash = SHA256()
        do {
            for try await piece in pieces { piece.withUnsafeReadableBytes { hash.update(bufferPointer: $0) } }
        } catch {
            throw error as? StorageError ?? StorageError(.failed, "an upload cannot be read: \(error)")
        }
        return Array(hash.finalize())
    }

    /// All of it, when it is small and in memory.
    var buffer: ByteBuffer? {
        guard byteCount <= Self.inMemoryMax else { return nil }
        var buffer = ByteBufferAllocator().buffer(capacity: byteCount)
        for content in contents {
            guard let bytes = content.bytesInMemory else { return nil }
            buffer.writeBytes(bytes)
        }
        return buffer
    }

    /// Piece by piece; every run over it begins anew.
    var pieces: Pieces { Pieces(contents: contents) }

    /// The bytes of some contents.
    struct Pieces: AsyncSequence, Sendable {
        typealias Element = ByteBuffer
        let contents: [Content]

        func makeAsyncIterator() -> Iterator { Iterator(contents: contents[...]) }

        struct Iterator: AsyncIteratorProtocol {
            var contents: ArraySlice<Content>
            var offset = 0

            mutating func next() async throws -> ByteBuffer? {
                while let content = contents.first {
                    let range = offset..<Swift.min(offset + S3Body.pieceByteCount, content.sum.byteCount)
                    if range.isEmpty {
                        contents.removeFirst()
                        offset = 0
                        continue
                    }
                    offset = range.upperBound
                    if let bytes = content.bytesInMemory { return ByteBuffer(bytes: bytes[range]) }
                    // A file's bytes are read where blocking hurts nobody.
                    return try await NIOThreadPool.singleton.runIfActive { ByteBuffer(bytes: try content.read(range)) }
                }
                return nil
            }
        }
    }

    /// A part of a body, for uploads in several requests.
    func part(_ range: Range<Int>) async throws(StorageError) -> S3Body {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var start = 0
        for content in contents {
            let own = start..<start + content.sum.byteCount
            let wanted = own.clamped(to: range)
            start = own.upperBound
            guard !wanted.isEmpty else { continue }
            let inner = wanted.lowerBound - own.lowerBound..<wanted.upperBound - own.lowerBound
            do {
                bytes += try await NIOThreadPool.singleton.runIfActive { try content.read(inner) }
            } catch {
                throw error as? StorageError ?? StorageError(.failed, "an upload cannot be read: \(error)")
            }
        }
        return S3Body(bytes)
    }
}
