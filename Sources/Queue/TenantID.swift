// SPDX-License-Identifier: Apache-2.0

/// Whose task it is: the unit of fairness, of quotas and of isolation.
///
/// Order: by bytes, the same in every backend; it decides between tenants of equal virtual time.
public struct TenantID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The text as configured.
    public let rawValue: String

    /// A tenant's name.
    public init(_ text: String) { rawValue = text }

    /// The text.
    public var description: String { rawValue }

    /// Byte order.
    public static func < (left: TenantID, right: TenantID) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}
