// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Synchronization

/// Follows how fast tasks arrive and end, and remembers what workers were like while there were any.
final class ScaleMeter: Sendable {
    fileprivate struct Sample {
        var milliseconds: Int
        var enqueued: Int
        var ended: Int
    }

    fileprivate struct State {
        var samples: [Sample] = []
        var taskSeconds = WorkerDemand.taskSecondsUnknown
        var slotsPerWorker = WorkerDemand.slotsUnknown
    }

    /// Over how long rates are taken.
    static let windowMilliseconds = 30_000
    private let state = Mutex(State())

    /// The queue was counted.
    func note(_ counts: QueueCounts, at now: WallTime) {
        let sample = Sample(
            milliseconds: now.milliseconds,
            enqueued: counts.enqueued,
            ended: counts.ended.values.reduce(0, +)
        )
        state.withLock { state in
            // Counts or a clock that go back are those of another life of the queue.
            if let last = state.samples.last,
                last.enqueued > sample.enqueued || last.ended > sample.ended
                    || last.milliseconds > sample.milliseconds
            {
                state.samples = []
            }
            state.samples.append(sample)
            let start = sample.milliseconds - Self.windowMilliseconds
            state.samples.removeAll { $0.milliseconds < start }
        }
    }

    /// What there is to go by now.
    ///
    /// - Parameters:
    ///   - workers: Those that are there.
    ///   - counts: The queue's, as they are now.
    /// - Returns: Rates over the window, and how many workers the load asks for.
    func signals(_ workers: [WorkerStatement], _ counts: QueueCounts) -> ScaleSignals {
        state.withLock { state in
            state.learn(from: workers)
            var signals = ScaleSignals()
            for worker in workers { signals.workers[worker.pool, default: 0] += 1 }
            signals.slots = workers.reduce(0) { $0 + $1.slots }
            if let first = state.samples.first, let last = state.samples.last, first.milliseconds < last.milliseconds {
                let seconds = Double(last.milliseconds - first.milliseconds) / 1000
                signals.arrivalRate = Double(last.enqueued - first.enqueued) / seconds
                signals.drainRate = Double(last.ended - first.ended) / seconds
            }
            let demand = WorkerDemand(
                arrivalRate: signals.arrivalRate,
                waiting: counts.waiting,
                running: counts.running,
                taskSeconds: state.taskSeconds,
                slotsPerWorker: state.slotsPerWorker
            )
            signals.desiredWorkers = demand.workers
            return signals
        }
    }
}

extension ScaleMeter.State {
    /// What a task takes, weighed by slots, and how many slots a worker has.
    fileprivate mutating func learn(from workers: [WorkerStatement]) {
        guard !workers.isEmpty else { return }
        slotsPerWorker = Double(workers.reduce(0) { $0 + $1.slots }) / Double(workers.count)
        let timed = workers.filter { $0.taskTime != nil && $0.slots > 0 }
        let slots = timed.reduce(0) { $0 + $1.slots }
        guard slots > 0 else { return }
        let busy = timed.reduce(0.0) { $0 + ($1.taskTime ?? .zero) / .seconds(1) * Double($1.slots) }
        taskSeconds = busy / Double(slots)
    }
}
