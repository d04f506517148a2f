// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// Makes cursors that clients cannot forge nor use for another list.
///
/// Text: base64url of 8 bytes for the queue, the text for the archive, and 16 bytes of HMAC-SHA256 over these, tenant
/// and filter.
public struct TaskCursorCoder: Sendable {
    private let key: SymmetricKey

    /// A coder under the service's own secret, at least 32 bytes, the same on every gateway.
    public init(secret: [UInt8]) {
        precondition(
            secret.count >= TaskIdentifierDerivation.secretByteCountMin,
            "the secret has \(secret.count) bytes"
        )
        key = SymmetricKey(data: secret)
    }

    /// The text of a cursor in a tenant's list of this filter.
    public func text(_ cursor: TaskCursor, tenant: String, status: FusionStatus?) -> String {
        var bytes: [UInt8] = []
        // No task has the number -1.
        let number = UInt64(bitPattern: Int64(cursor.queue ?? -1))
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
        bytes += Array((cursor.archive ?? "").utf8)
        return Base64URL.encode(bytes + code(bytes, tenant: tenant, status: status))
    }

    /// The cursor that a text says.
    ///
    /// - Throws: `malformed_request` when it was not made for this tenant's list of this filter.
    public func cursor(_ text: String, tenant: String, status: FusionStatus?) throws(Problem) -> TaskCursor {
        let counts = 24...24 + TaskCursor.archiveByteCountMax
        guard let bytes = Base64URL.decode(text), counts.contains(bytes.count) else {
            throw Problem(.malformedRequest, "cursor is malformed")
        }
        let payload = Array(bytes.dropLast(16))
        guard isEqualInConstantTime(Array(bytes.suffix(16)), code(payload, tenant: tenant, status: status)) else {
            throw Problem(.malformedRequest, "cursor is not from this list")
        }
        let number = Int64(bitPattern: payload[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        let archive = String(decoding: payload[8...], as: UTF8.self)
        return TaskCursor(queue: number < 0 ? nil : Int(number), archive: archive.isEmpty ? nil : archive)
    }

    private func code(_ payload: [UInt8], tenant: String, status: FusionStatus?) -> [UInt8] {
        var code = HMAC<SHA256>(key: key)
        code.update(data: payload)
        for text in ["facefleet cursor", tenant, status?.rawValue ?? ""] {
            code.update(data: Array("\(text.utf8.count):\(text)".utf8))
        }
        return Array(Array(code.finalize()).prefix(16))
    }
}
