// SPDX-License-Identifier: Apache-2.0

/// Measures the stages of one piece of work.
struct Stopwatch {
    /// The stages so far, in order.
    private(set) var timings: [StageTiming] = []

    /// Does a piece of work and notes its time.
    mutating func measure<Value: ~Copyable, Failure: Error>(
        _ stage: String,
        _ work: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let start = ContinuousClock.now
        defer { note(stage, since: start) }
        return try work()
    }

    /// Notes the time of a stage that began earlier and ends now.
    mutating func note(_ stage: String, since start: ContinuousClock.Instant) {
        timings.append(StageTiming(stage: stage, duration: ContinuousClock.now - start))
    }

    /// Adds stages that somebody else measured.
    mutating func add(_ more: some Sequence<StageTiming>) { timings += more }
}
