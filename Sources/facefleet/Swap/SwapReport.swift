// SPDX-License-Identifier: Apache-2.0

/// What is told at the end of a run: counts and rate of many targets, and the time of each stage.
struct SwapReport {
    /// How each target ended, in the targets' order.
    let outcomes: [SwapOutcome]
    /// Stages before the first target: models and sources.
    let setUp: [StageTiming]
    /// The whole run.
    let elapsed: Duration

    /// Prints the report; lines about each target were printed as they ended.
    func tell(json: Bool) {
        if json { return StandardStream.output.write(self.json.text + "\n") }
        if outcomes.count > 1 { StandardStream.output.write(summary + "\n") }
        if fusedCount > 0 { StandardStream.output.write(table) }
    }

    private var results: [SwapResult] { outcomes.compactMap(\.result) }

    private var fusedCount: Int { results.count }

    /// Counts, time and rate of many targets.
    var summary: String {
        let seconds = elapsed / .seconds(1)
        let rate = seconds > 0 ? Double(outcomes.count) / seconds : 0
        let failed = outcomes.count - fusedCount
        return "\(fusedCount) fused, \(failed) failed in \(decimal(seconds, places: 1)) s "
            + "(\(decimal(rate, places: 1)) a second)"
    }

    /// Stages and milliseconds, each on its line; of several targets the mean.
    var table: String {
        var timings = setUp.summed
        timings += results.flatMap(\.timings).summed.map {
            StageTiming(stage: $0.stage, duration: $0.duration / max(1, fusedCount))
        }
        timings.append(StageTiming(stage: outcomes.count > 1 ? "whole run" : "all", duration: elapsed))
        let width = timings.map(\.stage.count).max() ?? 0
        return timings.map { timing in
            let name = timing.stage + String(repeating: " ", count: width - timing.stage.count)
            let number = decimal(timing.milliseconds, places: 1)
            return "  \(name) \(String(repeating: " ", count: max(0, 8 - number.count)))\(number) ms\n"
        }.joined()
    }

    /// The report as an object; `error` is there when a target failed.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("results", .array(outcomes.map(\.json))),
            ("fused", .integer(fusedCount)),
            ("failed", .integer(outcomes.count - fusedCount)),
            ("setup_ms", setUp.json),
            ("elapsed_ms", .rounded(elapsed / .milliseconds(1), decimals: 1)),
        ]
        let problems = outcomes.compactMap(\.problem)
        if !problems.isEmpty { members.append(("error", CommandFailure(problems).json)) }
        return .object(members)
    }
}
