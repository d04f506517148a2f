// SPDX-License-Identifier: Apache-2.0

/// What is told at the end of a run: timings of a single target, or counts and rate of many.
struct SwapReport {
    /// How each target ended, in the targets' order.
    let outcomes: [SwapOutcome]
    /// Stages before the first target: models and sources.
    let setUp: [StageTiming]
    /// The whole run.
    let elapsed: Duration

    /// Prints the report; lines about each target were printed as they ended.
    func tell(json: Bool) {
        if json {
            StandardStream.output.write(self.json.text + "\n")
        } else if outcomes.count > 1 {
            StandardStream.output.write(summary + "\n")
        } else if case .fused(let result) = outcomes.first {
            StandardStream.output.write(table(of: result))
        }
    }

    private var fusedCount: Int { outcomes.count { $0.problem == nil } }

    /// Counts, time and rate of many targets.
    var summary: String {
        let seconds = elapsed / .seconds(1)
        let rate = seconds > 0 ? Double(outcomes.count) / seconds : 0
        let failed = outcomes.count - fusedCount
        return "\(fusedCount) fused, \(failed) failed in \(decimal(seconds, places: 1)) s "
            + "(\(decimal(rate, places: 1)) a second)"
    }

    /// Stages and milliseconds of one target, each on its line.
    func table(of result: SwapResult) -> String {
        let rows = setUp.map { StageTiming(stage: "source \($0.stage)", duration: $0.duration) }
        var timings = (rows + result.timings).summed
        timings.append(StageTiming(stage: "all", duration: elapsed))
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
