// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

extension HTTPClient {
    /// Asks one of the services that lend credentials.
    func fetch(_ call: HTTPCall) async throws -> (status: Int, body: [UInt8]) {
        var request = HTTPClientRequest(url: call.url)
        request.method = HTTPMethod(rawValue: call.method)
        for header in call.headers { request.headers.add(name: header.name, value: header.value) }
        if !call.body.isEmpty { request.body = .bytes(call.body) }
        let response = try await execute(request, timeout: .seconds(5))
        let body = try await response.body.collect(upTo: 1 << 20)
        return (Int(response.status.code), [UInt8](body.readableBytesView))
    }
}
