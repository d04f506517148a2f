// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Observability

@Suite(.timeLimit(.minutes(1)))
struct `Histograms of durations` {
    @Test
    func `a bucket holds its bound and nothing above it`() {
        let histogram = Histogram(HistogramBounds(milliseconds: [1, 5]))
        histogram.observe(.zero)
        histogram.observe(.milliseconds(1))
        #expect(histogram.bucketCounts == [2, 0, 0])
        histogram.observe(.nanoseconds(1_000_001))
        histogram.observe(.milliseconds(5))
        #expect(histogram.bucketCounts == [2, 2, 0])
        histogram.observe(.nanoseconds(5_000_001))
        #expect(histogram.bucketCounts == [2, 2, 1])
        #expect(histogram.sum == .nanoseconds(12_000_002))
    }

    @Test
    func `no duration is too short or too long`() {
        let histogram = Histogram(HistogramBounds(milliseconds: [1]))
        histogram.observe(.seconds(-5))
        histogram.observe(.seconds(Int64.min))
        #expect(histogram.bucketCounts == [2, 0] && histogram.sum == .zero)
        // Beyond 9.2 seconds attoseconds need more than 64 bits.
        histogram.observe(.seconds(9) + .nanoseconds(223_372_036))
        histogram.observe(.seconds(9) + .nanoseconds(223_372_037))
        #expect(histogram.sum == .seconds(18) + .nanoseconds(446_744_073))
        histogram.observe(.seconds(Int64.max))
        #expect(histogram.bucketCounts == [2, 3])
    }

    @Test
    func `buckets add up in the text, and the last is the count`() throws {
        let seed: UInt64 = 23
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let histogram = Histogram(.task)
        var durations: [Double] = []
        for _ in 0..<1_000 {
            let microseconds = Int.random(in: 1...Int.random(in: 1...90_000_000, using: &generator), using: &generator)
            histogram.observe(.microseconds(microseconds))
            durations.append(Double(microseconds) / 1e6)
        }
        var text = ExpositionText()
        text.append(MetricFamily("facefusion_process_seconds", "Time.", histogram))
        let parsed = try ParsedExposition(text.bytes)
        let samples = try #require(parsed.families["facefusion_process_seconds"]).samples
        let buckets = samples.filter { $0.name.hasSuffix("_bucket") }
        #expect(buckets.first?.labels == ["le": "0.005"] && buckets.last?.labels == ["le": "+Inf"])
        for bucket in buckets {
            let bound = bucket.labels["le"] == "+Inf" ? .infinity : Double(bucket.labels["le"] ?? "") ?? .nan
            #expect(bucket.value == Double(durations.count { $0 <= bound }), "le \(bound)")
        }
        #expect(parsed.value("facefusion_process_seconds_count") == 1_000)
        let sum = try #require(parsed.value("facefusion_process_seconds_sum"))
        #expect(abs(sum - durations.reduce(0, +)) < 1e-6)
    }

    @Test
    func `bounds that do not ascend end the process`() async {
        await #expect(processExitsWith: .failure) { _ = HistogramBounds(milliseconds: []) }
        await #expect(processExitsWith: .failure) { _ = HistogramBounds(milliseconds: [1, 1]) }
        await #expect(processExitsWith: .failure) { _ = HistogramBounds(milliseconds: [2, 1]) }
    }
}
