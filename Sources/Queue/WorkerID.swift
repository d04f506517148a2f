// SPDX-License-Identifier: Apache-2.0

/// One worker process: a 128-bit nonce drawn when it starts, so that no two processes ever share one.
public struct WorkerID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// A nonce from a generator; the program passes the system's, a test its seeded one.
    public init(using generator: inout some RandomNumberGenerator) {
        high = generator.next()
        low = generator.next()
    }

    /// A nonce as a backend stored it.
    package init(stored text: String) {
        high = UInt64(text.prefix(16), radix: 16) ?? 0
        low = UInt64(text.dropFirst(16), radix: 16) ?? 0
    }

    /// 32 hexadecimal digits.
    public var description: String { hexadecimal(high) + hexadecimal(low) }
}

/// 16 hexadecimal digits; `String(_:radix:)` does not pad.
private func hexadecimal(_ number: UInt64) -> String {
    String(unsafeUninitializedCapacity: 16) { digits in
        for index in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * index)) & 15
            digits[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
        }
        return 16
    }
}
