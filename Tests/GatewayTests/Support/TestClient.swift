// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import FusionAPI
import NIOCore
import NIOHTTP1

/// Asks a server on this machine.
struct TestClient: Sendable {
    let port: Int

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var json: JSONValue { (try? JSONValue(parsing: bytes.span)) ?? .null }
        var code: String? { json["code"]?.string }
        func field(_ name: String) -> String? { headers.first(name: name) }
    }

    /// A body of several parts.
    struct Form: Sendable {
        static let boundary = "a-boundary-of-tests"
        var body: [UInt8] = []

        mutating func add(_ name: String, _ bytes: [UInt8], filename: String? = nil) {
            let file = filename.map { "; filename=\"\($0)\"" } ?? ""
            body += Array("--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n".utf8)
            body += bytes + Array("\r\n".utf8)
        }

        var whole: [UInt8] { body + Array("--\(Self.boundary)--\r\n".utf8) }
    }

    func get(_ path: String, fields: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, nil, fields)
    }

    func post(_ path: String, form: Form, fields: [String: String] = [:]) async throws -> Answer {
        var fields = fields
        fields["Content-Type"] = "multipart/form-data; boundary=\(Form.boundary)"
        return try await send("POST", path, form.whole, fields)
    }

    func post(_ path: String, json: String, fields: [String: String] = [:]) async throws -> Answer {
        var fields = fields
        fields["Content-Type"] = "application/json"
        return try await send("POST", path, Array(json.utf8), fields)
    }

    func post(_ path: String, fields: [String: String] = [:]) async throws -> Answer {
        try await send("POST", path, nil, fields)
    }

    func delete(_ path: String) async throws -> Answer { try await send("DELETE", path, nil, [:]) }

    func send(_ method: String, _ path: String, _ body: [UInt8]?, _ fields: [String: String]) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        return try await answer(to: request)
    }

    /// Posts the beginning of a form that is to have so many bytes, and no more of it until the answer is there.
    func post(_ path: String, beginning bytes: [UInt8], of byteCount: Int) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "multipart/form-data; boundary=\(Form.boundary)")
        let (parts, written) = AsyncStream<ByteBuffer>.makeStream()
        defer { written.finish() }
        written.yield(ByteBuffer(bytes: bytes))
        request.body = .stream(parts, length: .known(Int64(byteCount)))
        return try await answer(to: request)
    }

    private func answer(to request: HTTPClientRequest) async throws -> Answer {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let buffer = try await response.body.collect(upTo: 64 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, bytes: Array(buffer: buffer))
    }
}

extension JSONValue {
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
}
