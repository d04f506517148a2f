// SPDX-License-Identifier: Apache-2.0

/// Metrics in Prometheus's text format.
///
/// Source: Prometheus, "Exposition formats", text-based format 0.0.4.
public struct ExpositionText: Sendable {
    /// The value of the header `Content-Type`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// A sample's value.
    public enum Value: Sendable, Equatable {
        /// A whole number.
        case integer(Int)
        /// Any number; infinities and what is no number have words of their own.
        case number(Double)
    }

    /// UTF-8, each line with its line feed.
    public private(set) var bytes: [UInt8] = []
    private var name = ""

    /// No metrics.
    public init() { bytes.reserveCapacity(16_384) }

    /// Appends a family; no other may have its name.
    public mutating func append(_ family: MetricFamily) {
        name = family.name
        bytes += "# HELP \(name) ".utf8
        for byte in family.help.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            default: bytes.append(byte)
            }
        }
        bytes += "\n# TYPE \(name) \(family.source.kind.rawValue)\n".utf8
        family.source.write(to: &self)
    }

    /// Appends a sample of the family being written.
    ///
    /// - Parameters:
    ///   - suffix: What follows the family's name, as a histogram's parts have it.
    ///   - labels: What tells it apart from the family's other samples.
    ///   - further: More labels, behind the others.
    ///   - value: The sample.
    public mutating func append(
        suffix: String = "",
        labels: LabelText = .none,
        _ further: LabelText = .none,
        value: Value
    ) {
        bytes += name.utf8
        bytes += suffix.utf8
        if !labels.text.isEmpty || !further.text.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes += labels.text.utf8
            if !labels.text.isEmpty && !further.text.isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes += further.text.utf8
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
        bytes += Self.text(value).utf8
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .integer(let number): "\(number)"
        case .number(let number) where number.isNaN: "NaN"
        case .number(let number) where number.isInfinite: number > 0 ? "+Inf" : "-Inf"
        case .number(let number): "\(number)"
        }
    }
}
