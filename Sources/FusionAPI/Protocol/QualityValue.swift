// SPDX-License-Identifier: Apache-2.0

/// A weight between 0 and 1 with at most three decimals.
///
/// Source: RFC 9110, section 12.4.2.
enum QualityValue {
    /// In thousandths; `nil` when it is malformed.
    static func thousandths(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard let whole = bytes.first?.decimalDigit, whole <= 1, bytes.count <= 5 else { return nil }
        guard bytes.count > 1 else { return whole * 1000 }
        guard bytes[1] == UInt8(ascii: ".") else { return nil }
        var value = whole * 1000
        var unit = 100
        for byte in bytes[2...] {
            guard let digit = byte.decimalDigit else { return nil }
            value += digit * unit
            unit /= 10
        }
        return value <= 1000 ? value : nil
    }
}
