// SPDX-License-Identifier: Apache-2.0

/// An address or the target of a request as a log may show it: scheme, host and path.
///
/// Name and password are left out; a query or fragment becomes `?…`.
public struct LoggedURL: Sendable, CustomStringConvertible {
    /// What may be shown.
    public let description: String

    /// The part of an address that may be shown; one without a scheme is taken for a path.
    public init(_ url: String) {
        var url = url
        description = url.withUTF8 { bytes in
            var output: [UInt8] = []
            var authority = bytes.startIndex
            if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) {
                authority = colon + 3
                output += bytes[..<authority]
            }
            URLRedaction.appendWithoutSecrets(bytes[authority...], to: &output)
            return String(decoding: output, as: UTF8.self)
        }
    }
}
