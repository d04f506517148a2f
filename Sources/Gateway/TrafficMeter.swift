// SPDX-License-Identifier: Apache-2.0

internal import Queue
internal import Synchronization

/// How much is accepted and done, over the last minute; what the queue's page shows and what waits are estimated from.
final class TrafficMeter: Sendable {
    /// A summary.
    struct Summary: Sendable {
        /// Tasks that ended within the last minute.
        var endedPerMinute = 0
        /// Half of the last tasks took no longer than this, from acceptance to their end.
        var latencyMedian: Duration?
        /// 95 of 100.
        var latencyHigh: Duration?
        /// Attempts that failed and were put back.
        var retries = 0
    }

    private struct State {
        var retries = 0
        /// When the last tasks ended, and how long they took; milliseconds, the oldest first.
        var ended: [(at: Int, took: Int)] = []
    }

    private static let keptMax = 8192
    private static let latencyCount = 512
    private static let windowMilliseconds = 60_000
    private let state = Mutex(State())

    /// A task ended.
    func note(ended at: WallTime, created: WallTime) {
        state.withLock { state in
            if state.ended.count >= Self.keptMax { state.ended.removeFirst(Self.keptMax / 2) }
            state.ended.append((at.milliseconds, max(0, at.milliseconds - created.milliseconds)))
        }
    }

    /// An attempt failed and the task waits for the next one.
    func noteRetry() { state.withLock { $0.retries += 1 } }

    /// What there is to say now.
    func summary(at now: WallTime) -> Summary {
        let (ended, retries) = state.withLock { ($0.ended, $0.retries) }
        let took = ended.suffix(Self.latencyCount).map(\.took).sorted()
        func quantile(_ share: Double) -> Duration? {
            took.isEmpty ? nil : .milliseconds(took[min(took.count - 1, Int(Double(took.count) * share))])
        }
        return Summary(
            endedPerMinute: ended.count { $0.at > now.milliseconds - Self.windowMilliseconds },
            latencyMedian: quantile(0.5),
            latencyHigh: quantile(0.95),
            retries: retries
        )
    }
}
