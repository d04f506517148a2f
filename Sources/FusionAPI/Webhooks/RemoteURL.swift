// SPDX-License-Identifier: Apache-2.0

/// Why an address of a client's choice is refused.
public struct RemoteURLError: Error, Hashable, Sendable {
    /// One sentence without a full stop.
    public let detail: String
    /// What was found.
    public let measured: String?
    /// What is allowed.
    public let limit: String?

    init(_ detail: String, measured: String? = nil, limit: String? = nil) {
        self.detail = detail
        self.measured = measured
        self.limit = limit
    }
}

/// An `https` address of a client's choice, for a webhook or a picture to be fetched.
///
/// Read by a grammar narrower than RFC 3986 and than what browsers take, so that no two readers can disagree on the
/// host: visible ASCII, no backslash, no user, no fragment, a host of letters, digits and hyphens (or an address as
/// ``IPAddress`` reads it). That the host may be connected to is for ``AddressPolicy`` to say, once it is resolved.
public struct RemoteURL: Hashable, Sendable {
    /// The longest text, in bytes.
    public static let byteCountMax = 2048

    /// The text as it was given.
    public let text: String
    /// A name in lower case, or an address without brackets.
    public let host: String
    /// The host, where it is an address.
    public let address: IPAddress?
    /// The port; 443 where none is given.
    public let port: Int
    /// What to ask the host for, never empty: path and query.
    public let target: String

    /// Reads an address.
    ///
    /// - Parameters:
    ///   - text: The whole of it.
    ///   - policy: Refuses hosts that are addresses at once.
    ///   - allowsPlainText: Whether `http` will do: for tests on one machine.
    /// - Throws: The first thing that is wrong.
    public init(
        _ text: String,
        policy: AddressPolicy = AddressPolicy(),
        allowsPlainText: Bool = false
    ) throws(RemoteURLError) {
        let rest = try Self.afterScheme(text, allowsPlainText: allowsPlainText)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let (host, portText) = try Self.split(authority: rest[..<end])
        self.text = text
        self.host = host.lowercased()
        port = try Self.port(portText, isPlain: text.hasPrefix("http:"))
        address = try Self.checked(host: self.host, policy)
        let target = String(rest[end...])
        self.target = target.hasPrefix("/") ? target : "/" + target
    }

    private static func afterScheme(_ text: String, allowsPlainText: Bool) throws(RemoteURLError) -> Substring {
        let count = text.utf8.count
        guard count <= byteCountMax else {
            throw RemoteURLError("too long", measured: "\(count) bytes", limit: "\(byteCountMax) bytes")
        }
        guard text.utf8.allSatisfy({ $0.isVisibleASCII && $0 != UInt8(ascii: "\\") }) else {
            throw RemoteURLError("has characters that an address must not have", limit: "visible ASCII, no backslash")
        }
        guard !text.utf8.contains(UInt8(ascii: "#")) else {
            throw RemoteURLError("has a fragment", limit: "no fragment")
        }
        if text.hasPrefix("https://") { return text.dropFirst(8) }
        if allowsPlainText, text.hasPrefix("http://") { return text.dropFirst(7) }
        throw RemoteURLError(
            "has not the scheme https",
            measured: String(text.prefix { $0 != ":" }),
            limit: "https://"
        )
    }

    private static func split(authority: Substring) throws(RemoteURLError) -> (host: Substring, port: Substring?) {
        guard !authority.contains("@") else {
            // What stands there may be a password: it is not repeated.
            throw RemoteURLError("has a user or a password", limit: "neither")
        }
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw RemoteURLError("has no end of its host") }
            let host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            guard host.contains(":"), rest.isEmpty || rest.hasPrefix(":") else {
                throw RemoteURLError("has a malformed host")
            }
            return (host, rest.isEmpty ? nil : rest.dropFirst())
        }
        guard let colon = authority.firstIndex(of: ":") else { return (authority, nil) }
        guard !authority[authority.index(after: colon)...].contains(":") else {
            throw RemoteURLError("has a malformed host")
        }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    private static func port(_ text: Substring?, isPlain: Bool) throws(RemoteURLError) -> Int {
        guard let text else { return isPlain ? 80 : 443 }
        guard let port = Int(text), String(port) == text, (1...65_535).contains(port) else {
            throw RemoteURLError("has a malformed port", measured: String(text), limit: "1 to 65535")
        }
        return port
    }

    private static func checked(host: String, _ policy: AddressPolicy) throws(RemoteURLError) -> IPAddress? {
        if let address = IPAddress(host) {
            if let reason = policy.refusal(of: address) {
                throw RemoteURLError("leads to \(reason)", measured: host, limit: "a public address")
            }
            return address
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let isName = host.utf8.count <= 253 && labels.allSatisfy(isLabel)
        // A last label that begins with a digit is meant for an address by some readers: no top-level domain does.
        guard isName, let last = labels.last, last.utf8.first?.decimalDigit == nil else {
            throw RemoteURLError("has a malformed host", measured: host)
        }
        guard last != "localhost" else {
            throw RemoteURLError("leads to a loopback address", measured: host, limit: "a public address")
        }
        return nil
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.utf8.count) && label.utf8.first != hyphen && label.utf8.last != hyphen
            && label.utf8.allSatisfy {
                $0 == hyphen || $0.decimalDigit != nil || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || $0 == UInt8(ascii: "_")
            }
    }
}

extension RemoteURL {
    /// Reads a recorded address, which was judged when it was accepted; whether its host is an address that may be
    /// connected to is judged anew at each connection.
    public init(recorded text: String) throws(RemoteURLError) {
        let everywhere = [AddressBlock(.v4(0), 0), AddressBlock(.v6(0), 0)]
        self = try RemoteURL(text, policy: AddressPolicy(exceptions: everywhere), allowsPlainText: true)
    }
}
