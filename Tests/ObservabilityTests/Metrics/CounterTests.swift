// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Observability

@Suite(.timeLimit(.minutes(1)))
struct `Counting from many tasks` {
    private static let taskCount = 8
    private static let roundCount = 100_000

    private func inEachTask(_ body: @escaping @Sendable (Int) -> Void) async {
        await withTaskGroup { group in
            for task in 0..<Self.taskCount { group.addTask { body(task) } }
        }
    }

    @Test
    func `counters lose no increment`() async {
        let counter = Counter()
        let gauge = Gauge()
        await inEachTask { _ in
            for _ in 0..<Self.roundCount {
                counter.increment()
                gauge.add(2)
                gauge.add(-1)
            }
        }
        #expect(counter.value == UInt64(Self.taskCount * Self.roundCount))
        #expect(gauge.value == Self.taskCount * Self.roundCount)
    }

    @Test
    func `histograms lose no observation`() async {
        let histogram = Histogram(.task)
        await inEachTask { task in
            for _ in 0..<Self.roundCount { histogram.observe(.milliseconds(4 * (task + 1))) }
        }
        #expect(histogram.count == UInt64(Self.taskCount * Self.roundCount))
        #expect(histogram.sum == .milliseconds(4 * 36 * Self.roundCount))
        // 4 | 8 | 12, 16, 20 | 24, 28, 32 milliseconds.
        #expect(histogram.bucketCounts.prefix(4).map { Int($0) / Self.roundCount } == [1, 1, 3, 3])
    }

    @Test
    func `vectors and rates lose no increment`() async {
        let clock = ManualClock()
        let metrics = ServiceMetrics { clock.now }
        await inEachTask { task in
            for round in 0..<Self.roundCount / 10 {
                metrics.accept()
                metrics.stages[StageLabels("stage \(round % 50)")].observe(.milliseconds(task))
            }
        }
        let count = Self.taskCount * Self.roundCount / 10
        #expect(metrics.accepted.value == UInt64(count))
        #expect(metrics.acceptRate.perSecond == Double(count) / 10)
        let own = (0..<50).map { metrics.stages[StageLabels("stage \($0)")] }
        var members: [ObjectIdentifier: Histogram] = [:]
        for member in own { members[ObjectIdentifier(member)] = member }
        #expect(members.count == 33)
        #expect(members.values.reduce(0) { $0 + $1.count } == UInt64(count))
    }

    @Test
    func `a counter that would go down ends the process`() async {
        await #expect(processExitsWith: .failure) { Counter().increment(by: -1) }
    }
}
