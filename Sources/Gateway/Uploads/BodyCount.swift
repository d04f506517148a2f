// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Hummingbird
internal import NIOCore

/// Counts a request's body as it is read, so that it stays within a limit.
struct BodyCount {
    private let limit: Int
    private var count = 0

    /// Before the first byte.
    ///
    /// - Throws: `image_too_large_bytes` when more is announced.
    init(_ request: Request, limit: Int) throws(Problem) {
        self.limit = limit
        if let field = request.headers[.contentLength], let announced = Int(field), announced > limit {
            throw tooLarge(announced)
        }
    }

    /// Counts a chunk.
    ///
    /// - Throws: `image_too_large_bytes` when it is too much.
    mutating func add(_ chunk: ByteBuffer) throws(Problem) {
        count += chunk.readableBytes
        guard count <= limit else { throw tooLarge(count) }
    }

    private func tooLarge(_ count: Int) -> Problem {
        Problem(
            .imageTooLargeBytes,
            "the request is too large",
            measured: "\(count) bytes",
            limit: "\(limit) bytes"
        )
    }
}
