// SPDX-License-Identifier: Apache-2.0

/// A request's method; clients may make up others.
public enum HTTPMethodLabel: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
    /// Everything else.
    case other

    /// The label of a method as the request line has it.
    public init(method: String) { self = HTTPMethodLabel(rawValue: method) ?? .other }
}
