// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import FusionAPI
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Queue

/// Posts webhooks, signed, and puts results: to addresses that may be posted to, without following redirects.
struct WebhookSender: Sendable {
    private let parts: GatewayParts
    private let resolver = HostResolver()

    /// A sender.
    init(parts: GatewayParts) { self.parts = parts }

    /// Makes one attempt to post.
    func post(_ message: WebhookMessage) async -> WebhookAttempt {
        let now = parts.now
        return await attempt(request(message, at: now), to: message.url, at: now, within: .seconds(15))
    }

    /// Makes one attempt to put bytes.
    func put(_ bytes: [UInt8], contentType: String, to url: RemoteURL) async -> WebhookAttempt {
        var request = HTTPClientRequest(url: url.text)
        request.method = .PUT
        request.headers.add(name: "Content-Type", value: contentType)
        request.headers.add(name: "User-Agent", value: "facefleet")
        request.body = .bytes(ByteBuffer(bytes: bytes))
        return await attempt(request, to: url, at: parts.now, within: .seconds(60))
    }

    private func attempt(
        _ request: HTTPClientRequest,
        to url: RemoteURL,
        at now: Timestamp,
        within limit: TimeAmount
    ) async -> WebhookAttempt {
        do {
            let address = try await address(for: url)
            let (status, retryAfter) = try await send(request, host: url.host, at: address, within: limit)
            return WebhookAttempt(at: now, status: status, failure: nil, retryAfterSeconds: retryAfter)
        } catch let problem as Problem {
            return WebhookAttempt(at: now, status: nil, failure: problem.detail, retryAfterSeconds: nil)
        } catch {
            return WebhookAttempt(at: now, status: nil, failure: "\(error)", retryAfterSeconds: nil)
        }
    }

    /// The address to connect to: looked up once and used as it is, so that it cannot change after it was checked.
    private func address(for url: RemoteURL) async throws(Problem) -> String {
        let candidates = if let address = url.address { [address] } else { await resolver.addresses(of: url.host) }
        guard let first = candidates.first else {
            throw Problem(.imageDownloadFailed, "the host \(url.host) has no address")
        }
        // One address that may not be reached makes the whole name suspect.
        for candidate in candidates {
            if let reason = parts.configuration.policy.webhookAddresses.refusal(of: candidate) {
                throw Problem(.forbidden, "the host \(url.host) is at an address that is not posted to: \(reason)")
            }
        }
        return "\(first)"
    }

    private func send(
        _ request: HTTPClientRequest,
        host: String,
        at address: String,
        within limit: TimeAmount
    ) async throws -> (status: Int, retryAfter: Int?) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(5), read: .seconds(10))
        )
        configuration.dnsOverride = [host: address]
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: configuration
        )
        do {
            let response = try await client.execute(request, timeout: limit)
            let retryAfter = response.headers.first(name: "Retry-After").flatMap(Int.init)
            try await client.shutdown()
            return (Int(response.status.code), retryAfter)
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func request(_ message: WebhookMessage, at now: Timestamp) -> HTTPClientRequest {
        let signature = WebhookSignature(secrets: parts.configuration.webhookSecrets)
        var request = HTTPClientRequest(url: message.url.text)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "facefleet")
        request.headers.add(name: "webhook-id", value: message.identifier)
        request.headers.add(name: "webhook-timestamp", value: String(now.seconds))
        request.headers.add(
            name: "webhook-signature",
            value: signature.field(identifier: message.identifier, timestamp: now.seconds, body: message.body)
        )
        request.body = .bytes(ByteBuffer(bytes: message.body))
        return request
    }
}
