// SPDX-License-Identifier: Apache-2.0

import Glibc
import Storage
import StorageFaults

/// A process that the tests kill, and whose disk and power they take away.
///
///     StorageHarness FOLDER SEGMENT_BYTES STEP…       performs the steps in order and says what was promised
///     StorageHarness FOLDER SEGMENT_BYTES storm SEED  stores with several writers until it is killed
@main
struct StorageHarness {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count > 3, let segmentBytes = Int(arguments[2]) else {
            say("error arguments")
            exit(64)
        }
        do {
            let steps = StoreSteps(folder: arguments[1], segmentBytes: segmentBytes)
            let store = try await steps.open()
            say("opened")
            for record in try await store.acceptedRecords(after: nil, limit: 1000) {
                say("found:\(String(decoding: record.request, as: UTF8.self))")
            }
            if arguments[3] == "storm" { return await storm(steps, store, seed: arguments[4]) }
            for step in arguments[3...] { await perform(step, steps, store) }
        } catch {
            say("error \(error)")
            exit(1)
        }
    }

    private static func perform(_ step: String, _ steps: StoreSteps, _ store: SegmentStore) async {
        if step.hasPrefix("erase:") { say("erasing:\(step.dropFirst(6))") }
        if step.hasPrefix("remove:") { say("removing:\(step.dropFirst(7))") }
        do {
            try await steps.run(step, in: store)
            say(step)
        } catch {
            say("refused \(step) \((error as? StorageError)?.code.rawValue ?? "\(error)")")
        }
    }

    /// Four writers, each task with a result and a final record; every fifth is erased.
    private static func storm(_ steps: StoreSteps, _ store: SegmentStore, seed: String) async {
        await withTaskGroup { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 0... {
                        let name = "\(seed)-\(writer)-\(number)"
                        for verb in ["accept", "result", "final"] { await perform("\(verb):\(name)", steps, store) }
                        if number % 5 == 4 { await perform("erase:\(name)", steps, store) }
                    }
                }
            }
        }
    }

    /// One line, with the number of syncs and writes so far.
    private static func say(_ text: String) {
        let line = "\(text) \(facefleet_faults_sync_count()) \(facefleet_faults_write_count())\n"
        _ = line.utf8.withContiguousStorageIfAvailable { bytes in unsafe write(1, bytes.baseAddress, bytes.count) }
    }
}
