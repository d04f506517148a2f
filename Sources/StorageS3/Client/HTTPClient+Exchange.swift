// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// Sends a signed request with the body of its call, and reads what is answered within a time.
typealias S3Exchange = @Sendable (_ signed: S3Request, _ call: S3Call, _ limit: Duration) async throws -> S3Answer

extension HTTPClient {
    /// Asks a store.
    ///
    /// - Parameters:
    ///   - base: Scheme and host.
    ///   - signed: The request.
    ///   - call: What it was made of, with the body.
    ///   - limit: How long the store may take.
    /// - Returns: The answer, whatever it says.
    /// - Throws: What says that there was none.
    func exchange(_ base: String, _ signed: S3Request, _ call: S3Call, within limit: Duration) async throws -> S3Answer
    {
        var sent = HTTPClientRequest(url: base + signed.target)
        sent.method = HTTPMethod(rawValue: call.method.rawValue)
        for field in signed.headers { sent.headers.add(name: field.name, value: field.value) }
        if call.body.byteCount > 0 || call.method == .put || call.method == .post {
            if let buffer = call.body.buffer {
                sent.body = .bytes(buffer)
            } else {
                sent.body = .stream(call.body.pieces, length: .known(Int64(call.body.byteCount)))
            }
        }
        let response = try await execute(sent, timeout: .nanoseconds(Int64(limit / .nanoseconds(1))))
        let body = try await response.body.collect(upTo: call.answerByteCountMax)
        return S3Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: body.getBytes(at: body.readerIndex, length: body.readableBytes) ?? []
        )
    }
}
