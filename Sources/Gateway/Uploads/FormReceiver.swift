// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Hummingbird
internal import NIOCore

/// Receives a `multipart/form-data` body part by part, as it arrives.
struct FormReceiver: ~Copyable {
    private var parser: MultipartParser
    private let request: Request
    private var count: BodyCount
    private var current: OpenPart?

    /// A receiver at the start of a body.
    ///
    /// - Throws: `malformed_request` for another media type, `image_too_large_bytes`.
    init(_ request: Request, byteCountMax: Int, limits: MultipartLimits = MultipartLimits()) throws(Problem) {
        let count = try BodyCount(request, limit: byteCountMax)
        let boundary = try Self.boundary(request.headers[.contentType])
        self.count = count
        self.request = request
        parser = MultipartParser(boundary: boundary, limits: limits)
    }

    private static func boundary(_ field: String?) throws(Problem) -> MultipartBoundary {
        do throws(MultipartError) {
            guard let contentType = field.flatMap(ContentTypeHeader.init) else { throw .notFormData(field ?? "none") }
            return try MultipartBoundary(contentType)
        } catch {
            throw error.problem
        }
    }

    /// Receives the whole body.
    ///
    /// - Parameters:
    ///   - open: Says how a part is received, by its header; throws for parts that are not wanted.
    ///   - close: Takes a part that is whole.
    /// - Throws: What the body is refused for.
    consuming func receive(
        open: (PartHeader) throws(Problem) -> OpenPart,
        close: (OpenPart) async throws -> Void
    ) async throws {
        for try await chunk in request.body {
            try count.add(chunk)
            var place = 0
            while try read(chunk, &place, open) {
                if let part = current.take() { try await close(part) }
            }
            try await current?.image?.flush()
        }
        do {
            try parser.finish()
        } catch {
            throw error.problem
        }
    }

    /// Reads on until a part is whole (`true`) or the chunk is at its end.
    private mutating func read(
        _ chunk: ByteBuffer,
        _ place: inout Int,
        _ open: (PartHeader) throws(Problem) -> OpenPart
    ) throws(Problem) -> Bool {
        let bytes = chunk.readableBytesUInt8Span
        while let event = try next(bytes, &place) {
            switch event {
            case .partBegan(let header): current = try open(header)
            case .bytes(let range): try current?.append(chunk.readableBytesSpan.extracting(range))
            case .heldBytes(let held): try unsafe current?.append(held.span.bytes)
            case .partEnded: return true
            case .ended: break
            }
        }
        return false
    }

    private mutating func next(_ bytes: Span<UInt8>, _ place: inout Int) throws(Problem) -> MultipartEvent? {
        do throws(MultipartError) {
            return try parser.next(in: bytes, from: &place)
        } catch {
            throw error.problem
        }
    }
}
