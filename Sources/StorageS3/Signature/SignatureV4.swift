// SPDX-License-Identifier: Apache-2.0

import Crypto

/// Signs requests by Signature Version 4.
///
/// Source: Amazon S3 API Reference, "Authenticating Requests (AWS Signature Version 4)".
public struct SignatureV4: Sendable {
    /// What is said of a body.
    public enum Payload: Hashable, Sendable {
        /// Nothing is sent.
        case empty
        /// The SHA-256 of what is sent, 32 bytes.
        case digest([UInt8])
        /// What is sent is not signed, as presigned URLs do; TLS has to protect it.
        case unsigned

        /// As the header and the signature have it.
        var text: String {
            switch self {
            case .empty: hexadecimal(SHA256.hash(data: [UInt8]()))
            case .digest(let digest): hexadecimal(digest)
            case .unsigned: "UNSIGNED-PAYLOAD"
            }
        }
    }

    /// How long the longest presigned URL may be used: seven days.
    public static let validityMax = Duration.seconds(604_800)

    /// Who signs.
    public let credentials: S3Credentials
    /// Where the store is, such as `us-east-1`.
    public let region: String

    /// A signer.
    public init(_ credentials: S3Credentials, region: String) {
        self.credentials = credentials
        self.region = region
    }

    /// The request with the headers that prove who asks.
    ///
    /// - Parameters:
    ///   - request: Without `Authorization`.
    ///   - payload: Its body.
    ///   - time: Now; the store allows for a quarter of an hour.
    /// - Returns: The request to send.
    public func signed(_ request: S3Request, payload: Payload, at time: SigningTime) -> S3Request {
        var request = request
        request.headers += [.init("x-amz-content-sha256", payload.text), .init("x-amz-date", time.text)]
        if let token = credentials.sessionToken { request.headers.append(.init("x-amz-security-token", token)) }
        let headers = request.canonicalHeaders
        let names = headers.map(\.name).joined(separator: ";")
        let signature = signature(of: request, headers, payload, at: time)
        let words = ["Credential=\(scopedName(at: time))", "SignedHeaders=\(names)", "Signature=\(signature)"]
        request.headers.append(.init("Authorization", "AWS4-HMAC-SHA256 " + words.joined(separator: ",")))
        return request
    }

    /// The request with the query that proves who allowed it, for somebody else to send; its body is not signed.
    ///
    /// - Parameters:
    ///   - request: Whoever sends it has to send its headers as they are here.
    ///   - time: Now.
    ///   - validity: How long it may be used, from a second to ``validityMax``; brought into that range.
    /// - Returns: The request, all of whose proof is in its query.
    public func presigned(_ request: S3Request, at time: SigningTime, validFor validity: Duration) -> S3Request {
        var request = request
        let seconds = max(min(validity, Self.validityMax), .seconds(1)).components.seconds
        let headers = request.canonicalHeaders
        request.query += [
            .init("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), .init("X-Amz-Credential", scopedName(at: time)),
            .init("X-Amz-Date", time.text), .init("X-Amz-Expires", String(seconds)),
            .init("X-Amz-SignedHeaders", headers.map(\.name).joined(separator: ";")),
        ]
        if let token = credentials.sessionToken { request.query.append(.init("X-Amz-Security-Token", token)) }
        let signature = signature(of: request, headers, .unsigned, at: time)
        request.query.append(.init("X-Amz-Signature", signature))
        return request
    }

    private func signature(
        of request: S3Request,
        _ headers: [S3Request.Field],
        _ payload: Payload,
        at time: SigningTime
    ) -> String {
        let lines = [
            request.method, request.canonicalPath, request.canonicalQuery,
            headers.map { "\($0.name):\($0.value)\n" }.joined(), headers.map(\.name).joined(separator: ";"),
            payload.text,
        ]
        let canonical = hexadecimal(SHA256.hash(data: Array(lines.joined(separator: "\n").utf8)))
        let text = ["AWS4-HMAC-SHA256", time.text, scope(at: time), canonical].joined(separator: "\n")
        return hexadecimal(Self.code(text, key(at: time)))
    }

    private func scope(at time: SigningTime) -> String { "\(time.day)/\(region)/s3/aws4_request" }

    private func scopedName(at time: SigningTime) -> String { "\(credentials.accessKeyID)/\(scope(at: time))" }

    /// The day's key.
    private func key(at time: SigningTime) -> SymmetricKey {
        let first = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
        return [time.day, region, "s3", "aws4_request"].reduce(first) { SymmetricKey(data: Self.code($1, $0)) }
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }
}

/// Two digits a byte.
private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
