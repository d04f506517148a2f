// SPDX-License-Identifier: Apache-2.0

import Storage
import Testing

/// The power is cut before every single sync of some scripts, and with every single sync left out.
@Suite(.timeLimit(.minutes(10)))
struct `Power cuts` {
    struct Script: CustomTestStringConvertible {
        let testDescription: String
        let steps: [String]
    }

    private static let scripts = [
        Script(
            testDescription: "settle and erase",
            steps: [
                "upload:u1", "accept:a1", "accept:a2:u1", "result:a1", "final:a1", "accept:a3", "accept:a4", "erase:a2",
                "accept:a5", "accept:a6", "accept:a7", "erase:a5",
            ]
        ),
        Script(
            testDescription: "remove inputs and sweep",
            steps: [
                "accept:a1", "accept:a2", "accept:a3", "remove:a1", "sweep", "sweep", "accept:a4", "remove:a2",
                "remove:a3", "sweep", "sweep", "sweep", "final:a4",
            ]
        ),
    ]

    /// What a power cut breaks of what was promised until then.
    ///
    /// - Parameters:
    ///   - script: What is done before.
    ///   - faults: When the power is cut, and what goes wrong before.
    ///   - seeds: At which states of the medium to look: nil for what was synced alone, others with some sectors more.
    /// - Returns: The first promises that are broken, and at which state.
    /// - Throws: When the process or the store does not start.
    private func broken(_ script: Script, _ faults: [String: Int], seeds: [UInt64?]) async throws -> [String] {
        let disk = try ShadowDisk()
        let promises = Promises(try disk.run(script.steps, faults: faults).map(\.step))
        for seed in seeds {
            let broken = try await promises.broken(in: disk.cutPower(seed: seed))
            if !broken.isEmpty { return broken + ["seed \(seed.map(String.init) ?? "none")"] }
        }
        return []
    }

    @Test(arguments: scripts)
    func `a cut at any moment breaks no promise`(script: Script) async throws {
        let lines = try ShadowDisk().run(script.steps)
        #expect(lines.map(\.step).filter { !$0.contains("ing:") } == ["opened"] + script.steps)
        let count = try #require(lines.last?.syncs)
        for cut in 1...(count + 1) {
            let broken = try await broken(script, ["FAULT_CUT": cut], seeds: [nil, 1, 2, 3])
            #expect(broken == [], "before sync \(cut)")
        }
    }

    /// The second sync, of the folder at the start, only concerns what another process left behind.
    @Test(arguments: scripts)
    func `with any one sync left out some cut breaks a promise`(script: Script) async throws {
        let lines = try ShadowDisk().run(script.steps)
        let count = try #require(lines.last?.syncs)
        for skipped in 1...count where skipped != 2 {
            var isNoticed = false
            for seeds in [[nil], (1...16).map(UInt64?.init)] {
                for cut in (skipped + 1)...(count + 1) where !isNoticed {
                    let faults = ["FAULT_SKIP_SYNC": skipped, "FAULT_CUT": cut]
                    isNoticed = try await !broken(script, faults, seeds: seeds).isEmpty
                }
            }
            let step = lines.first { $0.syncs >= skipped }?.step ?? "?"
            #expect(isNoticed, "sync \(skipped), of \(step), can be left out")
        }
    }

    /// A process is killed, the next one reports what it finds, and then the power is cut.
    ///
    /// - Returns: What of the promises and reports of both is not there.
    private func brokenAfterRestart(kill: Int, _ faults: [String: Int]) async throws -> [String] {
        let disk = try ShadowDisk()
        let first = try disk.run(["accept:a1", "accept:a2"], faults: ["FAULT_CUT": kill])
        let second = try disk.run(["accept:a3"], faults: faults)
        return try await Promises((first + second).map(\.step)).broken(in: disk.cutPower())
    }

    @Test func `what a start after a kill reports survives a cut, and takes each of its syncs`() async throws {
        let syncs = 1...8
        var noticed: Set<Int> = []
        for kill in 1...6 {
            for cut in syncs {
                let broken = try await brokenAfterRestart(kill: kill, ["FAULT_CUT": cut])
                #expect(broken == [], "killed before sync \(kill), cut before \(cut)")
                for skipped in 1..<cut where !noticed.contains(skipped) {
                    let faults = ["FAULT_CUT": cut, "FAULT_SKIP_SYNC": skipped]
                    if try await !brokenAfterRestart(kill: kill, faults).isEmpty { noticed.insert(skipped) }
                }
            }
        }
        // Parent; two segments; folder; what is accepted then: its segment and the folder.
        #expect(noticed.isSuperset(of: 1...4), "\(noticed.sorted())")
    }
}
