// SPDX-License-Identifier: Apache-2.0

/// Where the wall time comes from: the system in the program, a manual clock in tests.
public struct WallClock: Sendable {
    private let read: @Sendable () -> WallTime

    /// A clock that asks the closure.
    public init(_ read: @escaping @Sendable () -> WallTime) { self.read = read }

    /// The time now.
    public var now: WallTime { read() }
}
