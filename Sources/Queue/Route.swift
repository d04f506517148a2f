// SPDX-License-Identifier: Apache-2.0

/// Which pool of workers can run a task.
///
/// Order: by bytes, the same in every backend; it decides between routes whose pass is equal.
public struct Route: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The label as workers name it.
    public let rawValue: String

    /// What batches wait in, of which no worker takes any; their waiting says nothing of how busy workers are.
    public static let batch = Route("batch")

    /// A route's label.
    public init(_ text: String) { rawValue = text }

    /// The label.
    public var description: String { rawValue }

    /// Byte order.
    public static func < (left: Route, right: Route) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}
