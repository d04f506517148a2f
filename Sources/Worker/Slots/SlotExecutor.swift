// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

/// The threads of the slots: as many lanes as slots, so that decoding and fusing never block the cooperative pool.
///
/// Tasks that prefer it, and whatever plain asynchronous code they call, run on the next free lane.
final class SlotExecutor: TaskExecutor {
    private struct State {
        var waiting: [UnownedJob] = []
        var free: [Int]
    }

    private static let lane = DispatchSpecificKey<ObjectIdentifier>()

    private let lanes: [DispatchQueue]
    private let state: Mutex<State>

    /// An executor of so many threads.
    init(threadCount: Int) {
        lanes = (0..<threadCount).map { DispatchQueue(label: "facefleet.slot.\($0)") }
        state = Mutex(State(free: Array((0..<threadCount).reversed())))
        for lane in lanes { lane.setSpecific(key: Self.lane, value: ObjectIdentifier(self)) }
    }

    /// Whether the calling code runs on one of these threads.
    var isCurrent: Bool { DispatchQueue.getSpecific(key: Self.lane) == ObjectIdentifier(self) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let lane = state.withLock { state in
            state.waiting.append(job)
            return state.free.popLast()
        }
        guard let lane else { return }
        lanes[lane].async { self.drain(lane) }
    }

    /// Runs what waits until nothing does; then the lane is free again.
    private func drain(_ lane: Int) {
        while let job = next(lane) { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// One step under the lock, so that no job is left behind a lane that was just given up.
    private func next(_ lane: Int) -> UnownedJob? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free.append(lane)
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
