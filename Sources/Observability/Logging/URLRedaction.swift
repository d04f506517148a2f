// SPDX-License-Identifier: Apache-2.0

/// Takes what may be secret out of addresses: name and password, query and fragment.
///
/// Presigned addresses and webhook targets carry their key in the query.
enum URLRedaction {
    /// The text without the secret parts of any address with a scheme in it.
    static func redacted(_ text: String) -> String {
        var text = text
        let hasURL = text.withUTF8 { bytes in nextScheme(in: bytes, from: 0) != nil }
        guard hasURL else { return text }
        return text.withUTF8 { bytes in
            var output: [UInt8] = []
            output.reserveCapacity(bytes.count)
            var start = 0
            while let authority = nextScheme(in: bytes, from: start) {
                output += bytes[start..<authority]
                let end = bytes[authority...].firstIndex(where: endsURL) ?? bytes.count
                appendWithoutSecrets(bytes[authority..<end], to: &output)
                start = end
            }
            output += bytes[start...]
            return String(decoding: output, as: UTF8.self)
        }
    }

    /// Appends an address from its authority on.
    static func appendWithoutSecrets(_ url: Slice<UnsafeBufferPointer<UInt8>>, to output: inout [UInt8]) {
        let hidden = url.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? url.endIndex
        let path = url[..<hidden].firstIndex(of: UInt8(ascii: "/")) ?? hidden
        let host = url[..<path].lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? url.startIndex
        output += url[host..<hidden]
        if hidden < url.endIndex { output += "?…".utf8 }
    }

    /// The place behind the next `://`.
    private static func nextScheme(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while index + 2 < bytes.count {
            if bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
                bytes[index + 2] == UInt8(ascii: "/")
            {
                return index + 3
            }
            index += 1
        }
        return nil
    }

    private static func endsURL(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "`"), 0x7F: true
        default: false
        }
    }
}
