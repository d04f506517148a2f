// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Secrets that are made at the first start and kept in the data folder, readable by its owner alone.
struct ServiceSecrets: Sendable {
    /// What identifiers and cursors follow from.
    let secret: [UInt8]
    /// What webhooks are signed with.
    let webhookSecret: WebhookSecret

    private static let name = "secrets"

    private init(secret: [UInt8], webhookSecret: WebhookSecret) {
        self.secret = secret
        self.webhookSecret = webhookSecret
    }

    /// New ones, kept nowhere.
    init() {
        var generator = SystemRandomNumberGenerator()
        secret = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        webhookSecret = WebhookSecret(using: &generator)
    }

    /// Those of a data folder; made when there are none.
    ///
    /// - Throws: `Problem` when they cannot be read or written.
    init(in folder: String) throws(Problem) {
        let path = Path.join(folder, Self.name)
        if FileStatus(path: path) != nil {
            let lines = String(decoding: try InputFile.read(path, byteCountMax: 4096), as: UTF8.self).split(
                separator: "\n"
            )
            guard lines.count == 2, let secret = Self.bytes(ofHexadecimal: String(lines[0])),
                let webhookSecret = WebhookSecret(String(lines[1]))
            else { throw Problem(.storageFailed, "the secrets cannot be read", file: path) }
            self.init(secret: secret, webhookSecret: webhookSecret)
            return
        }
        self.init()
        let text = "\(Self.hexadecimal(secret))\n\(webhookSecret.text)\n"
        try OutputFile.prepareFolder(folder, create: true)
        try OutputFile.write(Array(text.utf8), to: path)
        chmod(path, 0o600)
    }

    /// The bytes that an even number of hexadecimal digits says; `nil` for any other text.
    static func bytes(ofHexadecimal text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
