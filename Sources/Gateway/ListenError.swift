// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// Why a server takes no connections.
public struct ListenError: Error, Hashable, Sendable {
    /// Which server.
    public let kind: GatewayServer.Kind
    /// Where it was to listen.
    public let address: String
    /// One sentence without a full stop, in lower case.
    public let message: String

    /// What an error of the system means; `nil` for one that came later than listening.
    init?(_ error: any Error, kind: GatewayServer.Kind, address: String) {
        guard let error = error as? IOError else { return nil }
        switch error.errnoCode {
        case EADDRINUSE: message = "another program listens there"
        case EACCES: message = "this user may not listen there"
        case EADDRNOTAVAIL: message = "this machine does not have the address"
        default: return nil
        }
        self.kind = kind
        self.address = address
    }
}
