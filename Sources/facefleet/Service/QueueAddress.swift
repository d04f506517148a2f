// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import NIOSSL
internal import QueueRedis
internal import RESP

/// Where the queue is, as a URL says it.
///
/// - `redis://[user:password@]host[:port][/database]`, `rediss://` through TLS
/// - `redis+sentinel://[user:password@]host[:port],host[:port]/service`
/// - `redis+cluster://[user:password@]host[:port],host[:port]`
struct QueueAddress: Sendable {
    /// Server and credentials.
    var location: RedisLocation

    /// Reads a URL.
    ///
    /// - Throws: `Problem` that says what is wrong and never the password.
    init(_ text: String) throws(Problem) {
        let schemes = ["redis", "rediss", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster"]
        guard let colon = text.firstRange(of: "://"), schemes.contains(String(text[..<colon.lowerBound])) else {
            throw Self.wrong("is no URL of a queue; write redis://host:6379")
        }
        let scheme = text[..<colon.lowerBound]
        var rest = text[colon.upperBound...]
        var connection = RESPConfiguration.forQueue
        connection.clientName = "facefleet"
        if scheme.hasPrefix("rediss") { connection.tls = .makeClientConfiguration() }
        if let at = rest.lastIndex(of: "@") {
            connection.credentials = try Self.credentials(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.count > 1 ? String(parts[1]) : ""
        var endpoints: [RESPEndpoint] = []
        let port = scheme.hasSuffix("sentinel") ? 26_379 : 6379
        for host in parts[0].split(separator: ",", omittingEmptySubsequences: false) {
            endpoints.append(try Self.endpoint(host, port: port))
        }
        if scheme.hasSuffix("+cluster") {
            guard path.isEmpty else { throw Self.wrong("names a database, of which a cluster has only one") }
            location = RedisLocation(.cluster(endpoints), connection: connection)
        } else if scheme.hasSuffix("+sentinel") {
            guard !path.isEmpty else { throw Self.wrong("names no service: redis+sentinel://host,host/service") }
            let topology = RESPTopology.sentinel(service: path, sentinels: endpoints)
            location = RedisLocation(.primary(topology), connection: connection)
        } else {
            guard endpoints.count == 1 else {
                throw Self.wrong("names several hosts; use redis+sentinel or redis+cluster")
            }
            guard let database = path.isEmpty ? 0 : Int(path), (0...1_000_000).contains(database) else {
                throw Self.wrong("names no database's number behind the host")
            }
            connection.database = database
            location = RedisLocation(.primary(.single(endpoints[0])), connection: connection)
        }
    }

    /// Whether sentinels are asked where the server is.
    var hasSentinels: Bool {
        if case .primary(.sentinel) = location.topology { true } else { false }
    }

    /// A URL without its password, for people to read.
    static func masked(_ text: String) -> String {
        guard let start = text.firstRange(of: "://"), let at = text.lastIndex(of: "@"), start.upperBound <= at else {
            return text
        }
        let user = text[start.upperBound..<at].prefix { $0 != ":" }
        return text[..<start.upperBound] + user + ":********" + text[at...]
    }

    private static func wrong(_ detail: String) -> Problem {
        Problem(.invalidOptions, "it \(detail)", file: Setting.queue.variable)
    }

    private static func credentials(_ text: Substring) throws(Problem) -> RESPConfiguration.Credentials {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let user = decoded(parts[0]), let password = decoded(parts[1]) else {
            throw wrong("has no user:password before the @, or an unreadable percent sign in it")
        }
        return RESPConfiguration.Credentials(username: user.isEmpty ? "default" : user, password: password)
    }

    private static func endpoint(_ text: Substring, port standard: Int) throws(Problem) -> RESPEndpoint {
        var (host, rest) = (text, Substring())
        if text.first == "[", let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        } else if let colon = text.firstIndex(of: ":") {
            (host, rest) = (text[..<colon], text[colon...])
        }
        guard !host.isEmpty else { throw wrong("names no host") }
        if rest.isEmpty { return RESPEndpoint(host: String(host), port: standard) }
        guard rest.first == ":", let port = Int(rest.dropFirst()), (1...65_535).contains(port) else {
            throw wrong("has no port from 1 to 65535 behind the host")
        }
        return RESPEndpoint(host: String(host), port: port)
    }

    /// A text whose percent signs stand for bytes.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension SettingCheck {
    /// The queue's server; nil when the queue is in the data folder.
    mutating func queueServer() -> QueueAddress? {
        let text = optional(.queue)
        do throws(Problem) {
            var address: QueueAddress? = text.isEmpty ? nil : try QueueAddress(text)
            let credentials = sentinelCredentials(hasSentinels: address?.hasSentinels == true)
            address?.location.connection.sentinelCredentials = credentials
            return address
        } catch {
            add(error)
            return nil
        }
    }

    /// Who the process is to sentinels; nil where they ask nobody.
    private mutating func sentinelCredentials(hasSentinels: Bool) -> RESPConfiguration.Credentials? {
        let (user, password) = (text(.sentinelUser), optional(.sentinelPassword))
        if password.isEmpty {
            if user != Setting.sentinelUser.defaultText {
                refuse(.sentinelUser, "has no password (\(Setting.sentinelPassword.variable))")
            }
            return nil
        }
        if !hasSentinels {
            refuse(.sentinelPassword, "is for a queue that sentinels know: redis+sentinel://host/service")
        }
        return RESPConfiguration.Credentials(username: user, password: password)
    }
}
