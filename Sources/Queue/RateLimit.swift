// SPDX-License-Identifier: Apache-2.0

/// How often a tenant may ask: a steady rate, and how many may come at once.
///
/// Kept as one time for each tenant, the one at which its allowance would be whole again.
/// Source: the generic cell rate algorithm, ITU-T I.371.
public struct RateLimit: Hashable, Sendable, CustomStringConvertible {
    /// Microseconds between two requests at the steady rate; at least 1.
    package let interval: Int
    /// How many may come at once after a pause; at least 1.
    public let burst: Int

    /// A limit.
    ///
    /// - Parameters:
    ///   - perSecond: Requests a second; brought into 0.001 to 1,000,000.
    ///   - burst: How many may come at once; at least 1.
    public init(perSecond: Double, burst: Int) {
        interval = Int(1e6 / min(max(perSecond, 0.001), 1e6))
        self.burst = max(burst, 1)
    }

    /// For messages.
    public var description: String {
        let perSecond = 1e6 / Double(interval)
        return "\((perSecond * 1000).rounded() / 1000) a second, \(burst) at once"
    }

    /// Takes one turn.
    ///
    /// - Parameters:
    ///   - whole: When the allowance is whole again, in microseconds; moved on by a turn that is given.
    ///   - now: In microseconds.
    /// - Returns: How long to wait where there is none.
    package func take(from whole: inout Int, at now: Int) -> Duration? {
        let next = max(whole, now) + interval
        let excess = next - now - interval * burst
        guard excess <= 0 else { return .microseconds(excess) }
        whole = next
        return nil
    }
}
