// SPDX-License-Identifier: Apache-2.0

/// Time spent in each stage of a fusion, in order of first use.
public struct StageTimings: Sendable {
    /// Stage names with the time spent in each; several faces add up.
    public private(set) var stages: [(stage: String, duration: Duration)] = []
    private var last = ContinuousClock.now

    /// Starts the clock.
    public init() {}

    /// Counts the time since the last mark towards a stage.
    public mutating func mark(_ stage: String) {
        let now = ContinuousClock.now
        let spent = now - last
        last = now
        if let place = stages.firstIndex(where: { $0.stage == stage }) {
            stages[place].duration += spent
        } else {
            stages.append((stage, spent))
        }
    }
}
