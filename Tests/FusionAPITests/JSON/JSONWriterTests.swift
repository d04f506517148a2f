// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FusionAPI

@Suite(.timeLimit(.minutes(1)))
struct `JSON numbers` {
    @Test(
        arguments: [
            (0.0, 3, "0"), (1, 3, "1"), (0.6, 3, "0.6"), (0.0005, 3, "0.001"), (0.0004, 3, "0"), (-0.25, 1, "-0.3"),
            (12.345, 2, "12.35"), (100, 1, "100"), (0.98, 4, "0.98"), (1e30, 3, "null"), (.nan, 3, "null"),
            (.infinity, 3, "null"), (0.05, 1, "0.1"), (-1.5, 3, "-1.5"), (1_234_567.891, 3, "1234567.891"),
        ]
    )
    func `have as many decimals as they need and as may be`(number: Double, decimals: Int, text: String) {
        var writer = JSONWriter()
        writer.value(number, decimals: decimals)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }
}
