// SPDX-License-Identifier: Apache-2.0

/// A key, token or password: whoever prints, logs or dumps it sees `[secret]`.
public struct Secret<Value: Sendable>: Sendable {
    private let value: Value

    /// Hides a value.
    public init(_ value: Value) { self.value = value }

    /// The value itself, for the one place that needs it.
    public func reveal() -> Value { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `[secret]`.
    public var description: String { hiddenValueText }
    /// Always `[secret]`.
    public var debugDescription: String { hiddenValueText }
    /// Without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What stands in a line where a secret was.
let hiddenValueText = "[secret]"

/// Names of fields whose values never reach a line, whoever logged them: the net below ``Secret``.
enum SecretFields {
    private static let names: Set<String> = [
        "access_token", "api_key", "apikey", "authorization", "cookie", "credential", "idempotency-key",
        "idempotency_key", "jwt", "password", "private_key", "proxy-authorization", "query", "secret", "set-cookie",
        "signature", "token", "webhook-signature",
    ]
    private static let longest = names.map(\.utf8.count).max() ?? 0

    static func contains(_ name: String) -> Bool {
        name.utf8.count <= longest && (names.contains(name) || names.contains(name.lowercased()))
    }
}
