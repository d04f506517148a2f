// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Observability

@Suite(.timeLimit(.minutes(1)))
struct `Labels whose values come from outside` {
    @Test
    func `values beyond the bound are counted together, and counted as such`() throws {
        let overflows = Counter()
        let vector = BoundedVector<StageLabels, Counter>(atMost: 3, overflows: overflows) { Counter() }
        for number in 0..<10 { vector[StageLabels("\(number)")].increment() }
        vector[StageLabels("1")].increment()
        var text = ExpositionText()
        text.append(MetricFamily("a_total", "A.", vector))
        let samples = try #require(try ParsedExposition(text.bytes).families["a_total"]).samples
        #expect(samples.map { $0.labels["stage"] } == ["0", "1", "2", "other"])
        #expect(samples.map(\.value) == [1, 2, 1, 7])
        #expect(overflows.value == 7)
    }

    @Test
    func `made-up paths and methods keep HTTP's series few`() throws {
        let metrics = ServiceMetrics()
        for number in 0..<2_000 {
            metrics.answer(route: "/\(number)", method: "M\(number)", status: number, took: .zero)
        }
        var text = ExpositionText()
        for family in metrics.families { text.append(family) }
        let parsed = try ParsedExposition(text.bytes)
        let answers = try #require(parsed.families["facefusion_http_requests_total"]).samples
        #expect(answers.count == 400 + 3)
        #expect(answers.reduce(0) { $0 + $1.value } == 2_000)
        #expect(Set(answers.compactMap { $0.labels["method"] }) == ["other"])
        #expect(Set(answers.compactMap { $0.labels["status"] }) == ["none", "1xx", "2xx", "3xx", "4xx", "5xx"])
        #expect(parsed.value("facefusion_label_overflows_total") == 3_500)
    }

    @Test
    func `an answer is counted by route, method and class of status`() throws {
        let metrics = ServiceMetrics()
        metrics.answer(route: "/v1/fusions", method: "POST", status: 202, took: .milliseconds(3))
        metrics.answer(route: "/v1/fusions", method: "POST", status: 429, took: .milliseconds(1))
        var text = ExpositionText()
        for family in metrics.families { text.append(family) }
        let parsed = try ParsedExposition(text.bytes)
        let labels = ["route": "/v1/fusions", "method": "POST"]
        for status in ["2xx", "4xx"] {
            #expect(
                parsed.value("facefusion_http_requests_total", labels.merging(["status": status]) { $1 }) == 1
            )
        }
        #expect(parsed.value("facefusion_http_request_seconds_count", labels) == 2)
    }
}
