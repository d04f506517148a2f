// SPDX-License-Identifier: Apache-2.0

/// Estimated or measured work, in the units that fairness is counted in.
///
/// Units: about a millisecond of one slot. Range: 1 to 1,000,000; others are brought into it, so that virtual times
/// stay exact in whole numbers for 90 billion average tasks.
public struct Cost: Hashable, Comparable, Sendable {
    /// The number of units.
    public let units: Int

    /// The largest cost.
    public static let unitsMax = 1_000_000

    /// A cost, brought into the range.
    public init(_ units: Int) { self.units = min(max(units, 1), Self.unitsMax) }

    /// By units.
    public static func < (left: Cost, right: Cost) -> Bool { left.units < right.units }
}
