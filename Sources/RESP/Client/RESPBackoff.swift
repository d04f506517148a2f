// SPDX-License-Identifier: Apache-2.0

/// How long to wait before a connection is tried again: twice as long each time, any part of it at random, so that
/// clients of one server do not come back all at once.
public struct RESPBackoff: Hashable, Sendable {
    /// The most that the first wait takes.
    public var first = Duration.milliseconds(50)
    /// The most that any wait takes.
    public var last = Duration.seconds(2)

    /// The defaults.
    public init() {}

    /// The wait after so many failures in a row.
    func wait(afterFailures count: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        guard count > 0 else { return .zero }
        let doublings = min(count - 1, 20)
        let most = min(first * (1 << doublings), last)
        return most * Double.random(in: 0.5...1, using: &generator)
    }
}
