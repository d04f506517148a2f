// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import FusionAPI
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Queue

/// Posts webhooks: signed, to addresses that may be posted to, without following redirects.
struct WebhookSender: Sendable {
    private let parts: GatewayParts
    private let resolver = HostResolver()

    /// A sender.
    init(parts: GatewayParts) { self.parts = parts }

    /// Makes one attempt.
    func post(_ message: WebhookMessage) async -> WebhookAttempt {
        let now = parts.now
        do {
            let address = try await address(for: message.url)
            let (status, retryAfter) = try await send(message, to: address, at: now)
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
        _ message: WebhookMessage,
        to address: String,
        at now: Timestamp
    ) async throws -> (status: Int, retryAfter: Int?) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(5), read: .seconds(10))
        )
        configuration.dnsOverride = [message.url.host: address]
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: configuration
        )
        do {
            let response = try await client.execute(request(message, at: now), timeout: .seconds(15))
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
