// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Observability

private func parsed(_ families: MetricFamily...) throws -> ParsedExposition {
    var text = ExpositionText()
    for family in families { text.append(family) }
    return try ParsedExposition(text.bytes)
}

@Suite(.timeLimit(.minutes(1)))
struct `Prometheus's text format` {
    @Test
    func `a family is its help, its type and its samples`() {
        var text = ExpositionText()
        let ended = ClosedVector<TaskEnd, Counter>()
        ended[.failed].increment(by: 3)
        text.append(MetricFamily("facefusion_requests_total", "Tasks that ended.", ended))
        let expected = """
            # HELP facefusion_requests_total Tasks that ended.
            # TYPE facefusion_requests_total counter
            facefusion_requests_total{status="succeeded"} 0
            facefusion_requests_total{status="failed"} 3
            facefusion_requests_total{status="canceled"} 0
            facefusion_requests_total{status="expired"} 0
            facefusion_requests_total{status="rejected"} 0

            """
        #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
        #expect(ExpositionText.contentType == "text/plain; version=0.0.4; charset=utf-8")
    }

    @Test
    func `any text comes back from a label and from the help`() throws {
        let seed: UInt64 = 11
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let odd: [Character] = ["\\", "\"", "\n", "{", "}", ",", "=", " ", "é", "😀", "a", "n", "\t", "\u{2028}"]
        for _ in 0..<500 {
            let text = "x" + String((0..<12).map { _ in odd.randomElement(using: &generator) ?? "a" })
            let samples = Samples(.gauge, .integer(1), labels: LabelText([("first", text), ("second", "s")]))
            let exposition = try parsed(MetricFamily("a_b", text, samples))
            #expect(exposition.families["a_b"]?.help == text)
            #expect(exposition.value("a_b", ["first": text, "second": "s"]) == 1)
        }
    }

    @Test(arguments: [0, 1.5, -2, 1e-9, 1e300, .infinity, -.infinity, .nan, 0.1 + 0.2])
    func `a number comes back as it was`(number: Double) throws {
        let value = try parsed(MetricFamily("a", "A.", Samples(.gauge, .number(number)))).value("a")
        #expect(value == number || (number.isNaN && value?.isNaN == true))
    }

    @Test(arguments: ["", "9a", "a-b", "ä", "a b"])
    func `a name that Prometheus refuses ends the process`(name: String) async {
        await #expect(processExitsWith: .failure) { [name] in
            _ = MetricFamily(name, "x", Gauge())
        }
        await #expect(processExitsWith: .failure) { [name] in
            _ = LabelText([(name, "x")])
        }
    }

    @Test
    func `only counters are called totals`() async {
        await #expect(processExitsWith: .failure) { _ = MetricFamily("a_total", "x", Gauge()) }
        await #expect(processExitsWith: .failure) { _ = MetricFamily("a", "x", Counter()) }
    }
}
