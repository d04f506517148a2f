// SPDX-License-Identifier: Apache-2.0

import Storage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct `Processes killed` {
    /// Each time at another moment; every folder sees three processes.
    @Test func `everything that was promised before a kill is there afterwards`() async throws {
        let seed: UInt64 = .random(in: 0...(.max))
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var count = 0
        for round in 0..<12 {
            let folder = try TemporaryFolder()
            var steps: [String] = []
            for process in 0..<3 {
                let harness = try HarnessProcess(folder.path("data"), ["storm", "p\(process)"])
                let lines = try harness.kill(after: Int.random(in: 1...3000, using: &random))
                steps += lines.map(\.step)
                #expect(lines.allSatisfy { !$0.step.hasPrefix("refused") && !$0.step.hasPrefix("error") })
            }
            let broken = try await Promises(steps).broken(in: folder.path("data"))
            #expect(broken == [], "round \(round)")
            count += steps.count
        }
        #expect(count > 500)
    }
}
