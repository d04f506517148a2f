// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import FusionAPI

@Suite(.timeLimit(.minutes(1)))
struct `Text forms` {
    /// The vectors of RFC 4648, section 10.
    @Test(
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func `base64 is RFC 4648's`(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(Array(encoded.utf8).span) == Array(text.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", "Zm 9v", "Zm9-", "=Zg="])
    func `base64 that is not canonical is refused`(text: String) {
        #expect(Base64.decode(Array(text.utf8).span) == nil)
    }

    @Test(arguments: 0..<20)
    func `random bytes survive both alphabets`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let bytes = (0..<Int.random(in: 0...100, using: &random)).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
        #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString(), "seed \(seed)")
        #expect(Base64.decode(Array(Base64.encode(bytes).utf8).span) == bytes, "seed \(seed)")
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "seed \(seed)")
        let isToken = Base64URL.encode(bytes).utf8.allSatisfy { $0.isTokenByte }
        #expect(isToken, "seed \(seed)")
    }

    @Test(arguments: 0..<50)
    func `times are those of Foundation`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for _ in 0..<20 {
            let milliseconds = Int64.random(in: -9_000_000_000_000...32_000_000_000_000, using: &random)
            // Half a millisecond in, so that the floating-point date is not cut to the one before.
            let date = Date(timeIntervalSince1970: (Double(milliseconds) + 0.25) / 1000)
            #expect(Timestamp(milliseconds: milliseconds).rfc3339 == formatter.string(from: date), "seed \(seed)")
        }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_795_595_400_123, "2026-11-25T08:30:00.123Z"), (Int64.min, "0000-01-01T00:00:00.000Z"),
            (Int64.max, "9999-12-31T23:59:59.999Z"),
        ]
    )
    func `times at the edges of calendars`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test
    func `texts are compared in constant time and rightly`() {
        #expect(isEqualInConstantTime([1, 2, 3], [1, 2, 3]))
        #expect(!isEqualInConstantTime([1, 2, 3], [1, 2, 4]))
        #expect(!isEqualInConstantTime([0, 2, 3], [1, 2, 3]))
        #expect(!isEqualInConstantTime([1, 2], [1, 2, 3]))
    }
}
