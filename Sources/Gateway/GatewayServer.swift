// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
public import ServiceLifecycle

/// One HTTP server of the gateway: the public one or the operators'.
public struct GatewayServer: Service {
    /// Which routes answer.
    public enum Kind: Sendable {
        /// The public ones, and the operators' too where only this machine can reach the port.
        case open
        /// The operators'.
        case admin
    }

    private let parts: GatewayParts
    private let kind: Kind
    private let listening: @Sendable (_ port: Int) -> Void

    /// A server.
    ///
    /// - Parameters:
    ///   - kind: Which routes.
    ///   - parts: What they work with.
    ///   - listening: Is told the port once connections are taken.
    public init(_ kind: Kind, parts: GatewayParts, listening: @escaping @Sendable (_ port: Int) -> Void) {
        self.kind = kind
        self.parts = parts
        self.listening = listening
    }

    /// Serves until the service ends; requests that are being answered are finished.
    ///
    /// - Throws: `ListenError` when the address cannot be listened on.
    public func run() async throws {
        let configuration = parts.configuration
        let (host, port, routes) =
            switch kind {
            case .open: (configuration.host, configuration.port, RouteTable.open)
            case .admin: (configuration.adminHost, configuration.adminPort, RouteTable.admin)
            }
        let isForOperators = kind == .admin || configuration.isLoopback
        let (rate, window) = (configuration.bodyRateMin, configuration.bodyRateWindow)
        let server = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [RequestGuard(rateMin: rate, window: window)],
                idleTimeout: TimeAmount(configuration.idleTimeout),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: 16_384,
                    maxHeaderListSize: 65_536,
                    maxHeaderFieldCount: 100
                )
            )
        )
        var application = ApplicationConfiguration(address: .hostname(host, port: port), serverName: "facefleet")
        application.backlog = 4096
        application.availableConnectionsDelegate = MaximumAvailableConnections(configuration.connectionCountMax)
        let listening = listening
        do {
            try await Application(
                responder: Dispatcher(routes, parts: parts, isForOperators: isForOperators),
                server: server,
                configuration: application,
                onServerRunning: { listening($0.localAddress?.port ?? port) },
                logger: parts.logger
            ).run()
        } catch {
            throw ListenError(error, kind: kind, address: "\(host):\(port)") ?? error
        }
    }
}
