// SPDX-License-Identifier: Apache-2.0

/// A request to an S3 store, as far as it is signed.
public struct S3Request: Hashable, Sendable {
    /// A name and a value, of a header or of the query.
    public struct Field: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value, as it is meant: not encoded yet.
        public let value: String

        /// A field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `GET`, `PUT`, `HEAD`, `POST` or `DELETE`.
    public var method: String
    /// The host as the header says it, with its port where that is not the scheme's own.
    public var host: String
    /// The path as it is meant, from `/` on: not encoded yet.
    public var path: String
    /// The query in any order.
    public var query: [Field] = []
    /// Headers in any order, without `Host`.
    public var headers: [Field] = []

    /// A request without query and headers.
    public init(_ method: String, host: String, path: String) {
        self.method = method
        self.host = host
        self.path = path
    }

    /// Path and query as they stand in the request's first line.
    public var target: String {
        let query = canonicalQuery
        return query.isEmpty ? canonicalPath : "\(canonicalPath)?\(query)"
    }

    /// S3 encodes a path once, as other services do not, and leaves its slashes.
    var canonicalPath: String { PercentEncoding.encoded(path, keepingSlashes: true) }

    /// Encoded, then ordered by bytes; a name without value keeps its equals sign.
    var canonicalQuery: String {
        let pairs = query.map { (PercentEncoding.encoded($0.name), PercentEncoding.encoded($0.value)) }
        let ordered = pairs.sorted { left, right in
            left.0 == right.0 ? left.1.isBefore(right.1) : left.0.isBefore(right.0)
        }
        return ordered.map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// Every header by its name in lower case, ordered by bytes; the same name's values in one, in their order.
    var canonicalHeaders: [Field] {
        var values: [String: [String]] = ["host": [host.trimmedForSigning]]
        for header in headers { values[header.name.lowercased(), default: []].append(header.value.trimmedForSigning) }
        return values.keys.sorted { $0.isBefore($1) }.map { Field($0, values[$0, default: []].joined(separator: ",")) }
    }
}

extension String {
    /// Byte order.
    fileprivate func isBefore(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// Without spaces at its ends, and with single ones between its words.
    fileprivate var trimmedForSigning: String { split(separator: " ").joined(separator: " ") }
}
