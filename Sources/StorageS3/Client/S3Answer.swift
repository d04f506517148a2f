// SPDX-License-Identifier: Apache-2.0

internal import NIOHTTP1

/// What the store said.
struct S3Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    var isSuccess: Bool { (200..<300).contains(status) }

    func header(_ name: String) -> String? { headers.first(name: name) }

    func integer(_ name: String) -> Int? { header(name).flatMap { Int($0) } }

    /// The whole object's length, also when only a part of it was sent; nil where the store does not say.
    var objectByteCount: Int? {
        if let range = header("Content-Range"), let slash = range.lastIndex(of: "/") {
            return Int(range[range.index(after: slash)...])
        }
        // What is sent in chunks has no length of its own; answers to HEAD have nothing else.
        return integer("Content-Length") ?? (body.isEmpty ? nil : body.count)
    }

    /// When the store said it: seconds since 1970.
    var secondsSince1970: Int? { header("Date").flatMap { HTTPDate.seconds($0) } }

    /// The error in it.
    var fault: S3Fault { S3Fault(status: status, document: body) }
}

/// What the store did not like.
struct S3Fault: Hashable, Sendable, CustomStringConvertible {
    let status: Int
    /// Such as `NoSuchKey`; empty where nothing was said, as in answers to HEAD.
    let code: String
    let message: String

    init(status: Int, document: [UInt8]) {
        self.status = status
        let root = XMLElement(document)
        code = root?.text("Code") ?? ""
        message = root?.text("Message") ?? ""
    }

    /// Whether the same request may succeed a little later.
    var isPassing: Bool {
        switch status {
        case 408, 429, 500, 502, 503, 504: true
        case 400: code == "RequestTimeout"
        case 409: code == "OperationAborted" || code == "ConditionalRequestConflict"
        default: false
        }
    }

    var isExpiredCredential: Bool {
        ["ExpiredToken", "TokenRefreshRequired", "InvalidAccessKeyId", "InvalidToken"].contains(code)
    }

    var isSkewedClock: Bool { code == "RequestTimeTooSkewed" }

    var isFull: Bool {
        status == 507 || ["QuotaExceeded", "XMinioStorageFull", "InsufficientCapacity"].contains(code)
    }

    var description: String {
        let said = [code, message].filter { !$0.isEmpty }.joined(separator: ": ")
        return said.isEmpty ? "status \(status)" : "status \(status), \(said)"
    }
}
