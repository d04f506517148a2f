// SPDX-License-Identifier: Apache-2.0

/// Where in which S3 store the objects lie.
public struct S3Location: Hashable, Sendable, CustomStringConvertible {
    /// How a bucket is named in a URL.
    public enum Style: String, Hashable, Sendable, CaseIterable {
        /// `https://host/bucket/key`, which every store knows.
        case path
        /// `https://bucket.host/key`, which Amazon asks for.
        case virtualHost = "virtual-host"
    }

    /// The bucket.
    public let bucket: String
    /// What every key begins with: empty, or a path that ends with a slash.
    public let prefix: String
    /// Where the store is, as signatures name it.
    public let region: String
    /// How the bucket is named.
    public let style: Style
    /// Whether the store is reached through TLS.
    public let isEncrypted: Bool
    private let endpointHost: String

    /// A place.
    ///
    /// - Parameters:
    ///   - text: `s3://bucket` or `s3://bucket/prefix`.
    ///   - endpoint: `https://host`, `http://host:port`; nil for Amazon's own in the region.
    ///   - region: The region; most stores that are not Amazon's take any.
    ///   - style: How the bucket is named; nil for what suits the endpoint.
    /// - Throws: ``S3LocationError`` that says what is wrong with which of them.
    public init(_ text: String, endpoint: String?, region: String, style: Style?) throws(S3LocationError) {
        guard let place = Self.withoutPrefix("s3://", text) else {
            throw S3LocationError("'\(text)' is no place in an S3 store; write s3://bucket/prefix")
        }
        let words = place.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        bucket = String(words[0])
        guard Self.isBucketName(bucket) else {
            throw S3LocationError(
                "'\(bucket)' is no bucket's name: 3 to 63 letters in lower case, digits, hyphens and full stops"
            )
        }
        var prefix = words.count > 1 ? String(words[1]) : ""
        while prefix.hasSuffix("/") { prefix.removeLast() }
        guard prefix.utf8.count <= Self.prefixByteCountMax, !prefix.hasPrefix("/") else {
            throw S3LocationError("the prefix '\(prefix)' is longer than 512 bytes or begins with a slash")
        }
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
        guard !region.isEmpty, region.utf8.allSatisfy(Self.isHostByte) else {
            throw S3LocationError("'\(region)' is no region; us-east-1 suits most stores that are not Amazon's")
        }
        self.region = region
        let (host, isEncrypted) = try Self.host(endpoint ?? "https://s3.\(region).amazonaws.com")
        self.isEncrypted = isEncrypted
        endpointHost = host
        self.style = style ?? (endpoint == nil && !bucket.contains(".") ? .virtualHost : .path)
    }

    /// The host as requests name it, with its port where that is not the scheme's own.
    public var host: String { style == .path ? endpointHost : "\(bucket).\(endpointHost)" }

    /// Where URLs begin.
    var base: String { "\(isEncrypted ? "https" : "http")://\(host)" }

    /// The path of a key; of the bucket where there is none.
    func path(of key: String?) -> String {
        let path = key.map { "/" + $0 } ?? ""
        return style == .path ? "/\(bucket)\(path)" : path.isEmpty ? "/" : path
    }

    /// As it was written, with the endpoint.
    public var description: String { "s3://\(bucket)/\(prefix) at \(base)" }

    private static let prefixByteCountMax = 512

    private static func host(_ endpoint: String) throws(S3LocationError) -> (String, isEncrypted: Bool) {
        let isEncrypted = endpoint.hasPrefix("https://")
        guard var host = withoutPrefix("https://", endpoint) ?? withoutPrefix("http://", endpoint) else {
            throw S3LocationError("'\(endpoint)' is no endpoint; write https://host or http://host:port")
        }
        if host.hasSuffix("/") { host.removeLast() }
        for port in isEncrypted ? [":443"] : [":80"] where host.hasSuffix(port) { host.removeLast(port.utf8.count) }
        guard !host.isEmpty, host.utf8.allSatisfy({ isHostByte($0) || ":[]".utf8.contains($0) }) else {
            throw S3LocationError(
                "'\(endpoint)' is no endpoint; write https://host or http://host:port, without a path"
            )
        }
        return (host.lowercased(), isEncrypted)
    }

    private static func withoutPrefix(_ prefix: String, _ text: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    private static func isBucketName(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count) && name == name.lowercased() && name.utf8.allSatisfy(isHostByte)
            && name.first != "." && name.first != "-" && name.last != "." && name.last != "-" && !name.contains("..")
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// What is wrong with a place in an S3 store.
public struct S3LocationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence without a full stop.
    public let description: String

    init(_ description: String) { self.description = description }
}
