// SPDX-License-Identifier: Apache-2.0

public import FusionAPI
public import Imaging
public import Queue

/// What the gateway listens on and what it allows; the defaults are the ones shipped.
public struct GatewayConfiguration: Sendable {
    /// The public address.
    public var host = "127.0.0.1"
    /// The public port; 0 takes any that is free.
    public var port = 8000
    /// The operators' address.
    public var adminHost = "127.0.0.1"
    /// The operators' port; 0 takes any that is free.
    public var adminPort = 8001
    /// What a picture may measure.
    public var imageLimits = ImageLimits()
    /// The most bytes of one request's body.
    public var bodyByteCountMax = 200_000_000
    /// The most bytes of uploads that are in memory at once, over all requests.
    public var uploadByteCountMax = 64 << 20
    /// The most tasks that wait; the queue has the same limit.
    public var waitingMax = 100_000
    /// The most connections.
    public var connectionCountMax = 20_000
    /// How long a connection may say nothing between requests.
    public var idleTimeout = Duration.seconds(75)
    /// The least rate of a request's body, in bytes a second, over ``bodyRateWindow``.
    public var bodyRateMin = 256
    /// Over how long the rate is taken.
    public var bodyRateWindow = Duration.seconds(20)
    /// How long `POST /v1/detections` waits for its answer when the client says nothing.
    public var detectionWaitSeconds = 30
    /// How often a tenant may create; `nil`: as often as it likes.
    public var rateLimit: RateLimit?
    /// For how long a link to a result in the store is good; `nil`: results are read through the gateway.
    public var resultLinkValidity: Duration?
    /// What tenants may ask for.
    public var policy = RequestPolicy()
    /// The service's own secret, at least 32 bytes: identifiers and cursors follow from it.
    public var secret: [UInt8]
    /// The secrets that webhooks are signed with, the newest first; at least one.
    public var webhookSecrets: [WebhookSecret]
    /// The tenant of every request until there is authentication.
    public static let defaultTenant = "default"

    /// The defaults with these secrets.
    public init(secret: [UInt8], webhookSecrets: [WebhookSecret]) {
        self.secret = secret
        self.webhookSecrets = webhookSecrets
    }

    /// Whether only this machine reaches the public port.
    public var isLoopback: Bool {
        if host == "localhost" { return true }
        switch IPAddress(host) {
        case .v4(let bits): return bits >> 24 == 127
        case .v6(let bits): return bits == 1
        case nil: return false
        }
    }

    /// What is wrong, each with the name of its setting; empty when nothing is.
    public var problems: [String] {
        var problems: [String] = []
        for (name, port) in [("port", port), ("admin-port", adminPort)] where !(0...65_535).contains(port) {
            problems.append("\(name): \(port) is no port; 0 to 65535")
        }
        if port != 0, port == adminPort, host == adminHost {
            problems.append("admin-port: \(port) is the public port too")
        }
        if secret.count < TaskIdentifierDerivation.secretByteCountMin {
            problems.append("secret: \(secret.count) bytes, at least \(TaskIdentifierDerivation.secretByteCountMin)")
        }
        if webhookSecrets.isEmpty { problems.append("webhook-secrets: none, at least 1") }
        return problems
    }
}

extension GatewayConfiguration: CustomStringConvertible {
    /// The addresses: what is printed into a log must not have the secrets.
    public var description: String { "\(host):\(port), \(adminHost):\(adminPort)" }
}
