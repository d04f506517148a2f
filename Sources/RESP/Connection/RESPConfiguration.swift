// SPDX-License-Identifier: Apache-2.0

public import NIOSSL

/// How connections are made and what they put up with.
public struct RESPConfiguration: Sendable {
    /// Who the client is to the server.
    public struct Credentials: Hashable, Sendable {
        /// The user of the server's access list; `default` where it has only a password.
        public var username: String
        /// The password; never written anywhere.
        public var password: String

        /// Credentials.
        public init(username: String = "default", password: String) {
            self.username = username
            self.password = password
        }
    }

    /// TLS; `nil` for plain text.
    public var tls: TLSConfiguration?
    /// Who we are; `nil` where the server asks nobody.
    public var credentials: Credentials?
    /// Who we are to sentinels; `nil` where they ask nobody.
    public var sentinelCredentials: Credentials?
    /// The database, 0 to 15; a cluster has only 0.
    public var database = 0
    /// What the server calls the connection in its lists: printable, without spaces.
    public var clientName: String?
    /// How long making a connection may take, greetings included.
    public var connectTimeout = Duration.seconds(5)
    /// How long an answer may take; a command that blocks adds its own time.
    public var answerTimeout = Duration.seconds(10)
    /// How often a connection that only listens is tried.
    public var pingInterval = Duration.seconds(5)
    /// The most commands that wait for answers on one connection.
    public var pendingMax = 10_000
    /// The most bytes that wait to be written on one connection.
    public var unwrittenBytesMax = 64 << 20
    /// How long a command waits for a connection that is not there.
    public var patience = Duration.seconds(5)
    /// The waits before a connection is tried again.
    public var backoff = RESPBackoff()
    /// How much the server may say at once.
    public var limits = RESPLimits()

    /// The defaults: plain text, nobody.
    public init() {}
}
