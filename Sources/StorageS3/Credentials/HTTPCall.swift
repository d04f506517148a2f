// SPDX-License-Identifier: Apache-2.0

/// A request to a service that lends credentials.
public struct HTTPCall: Hashable, Sendable {
    /// `GET`, `PUT` or `POST`.
    public let method: String
    /// The whole URL.
    public let url: String
    /// Headers besides `Host` and `Content-Length`; their values may be secrets.
    public let headers: [S3Request.Field]
    /// What is sent along; may be a secret.
    public let body: [UInt8]

    /// Longer answers are refused; a client need not read more.
    public static let answerByteCountMax = 64 << 10

    /// A request.
    public init(_ method: String, _ url: String, headers: [S3Request.Field] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// Sends a request and gives the answer, whatever its status; throws where there is none.
///
/// It is the only way to the network. It has to give up by itself after a few seconds, since everybody who waits for
/// credentials waits for it, and must not follow redirections, which would take secrets elsewhere.
public typealias HTTPFetch = @Sendable (HTTPCall) async throws -> (status: Int, body: [UInt8])

extension HTTPCall: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and URL, without what may be secret in a URL: its user and its query.
    public var description: String { "\(method) \(Self.shown(url))" }
    /// The same.
    public var debugDescription: String { description }
    /// Nothing more to look into.
    public var customMirror: Mirror { Mirror(self, children: [("method", method), ("url", Self.shown(url))]) }

    /// A URL without its user, query and fragment.
    static func shown(_ url: String) -> String {
        let plain = url.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = plain.firstRange(of: "://") else { return String(plain) }
        let rest = plain[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(plain) }
        return String(plain[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }
}
