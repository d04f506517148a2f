// SPDX-License-Identifier: Apache-2.0

/// Where a server is.
public struct RESPEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address.
    public let host: String
    /// The port.
    public let port: Int

    /// A place.
    public init(host: String, port: Int = 6379) {
        self.host = host
        self.port = port
    }

    /// `host:port`, an IPv6 address in brackets.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
