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

    private init(interval: Int, burst: Int) {
        self.interval = interval
        self.burst = burst
    }

    /// The same rate on credit: a turn is always free, and those after it wait for longer.
    ///
    /// For what is known only after it was let in. At the lowest rate the time fits into 64 bits.
    public var onCredit: RateLimit { RateLimit(interval: interval, burst: 1 << 30) }

    /// For messages.
    public var description: String {
        let perSecond = 1e6 / Double(interval)
        return "\((perSecond * 1000).rounded() / 1000) a second, \(burst) at once"
    }

    /// Takes a turn where one is free; what it costs beyond that is owed.
    ///
    /// - Parameters:
    ///   - cost: How many turns it counts for; at least 1.
    ///   - whole: When the allowance is whole again, in microseconds; moved on by what a turn that is given costs.
    ///   - now: In microseconds.
    /// - Returns: How long to wait where there is none.
    package func take(_ cost: Int, from whole: inout Int, at now: Int) -> Duration? {
        let start = max(whole, now)
        let excess = start + interval - now - interval * burst
        guard excess <= 0 else { return .microseconds(excess) }
        whole = start + interval * max(cost, 1)
        return nil
    }
}
