// SPDX-License-Identifier: Apache-2.0

import Logging

/// A line for people: time, level, label, message, then the fields as `name=value`.
///
/// Values with spaces, quotes or anything that a terminal would obey are quoted and escaped as in JSON.
public enum TextLogFormat: LogLineFormat {
    private static let tail: StaticString = " …\n"
    private static let levelWidth = 8

    /// The line of an event.
    public static func line(of record: LogRecord) -> [UInt8] {
        var line = LineText(tail: tail.utf8CodeUnitCount)
        line.append(time: record.time)
        line.append(" ")
        let level = record.level.rawValue
        line.append(plain: level + String(repeating: " ", count: max(1, levelWidth - level.utf8.count)))
        append(record.label, atMost: LogLine.nameByteCountMax, to: &line)
        line.append(": ")
        append(record.message, isSentence: true, to: &line)
        for key in LogRecord.contextKeys {
            if let value = record.metadata[key] { append((key, "\(value)"), to: &line) }
        }
        if let error = record.error { append(("error", "\(error)"), to: &line) }
        for field in record.otherFields {
            append((field.key, SecretFields.contains(field.key) ? hiddenValueText : text(field.value)), to: &line)
        }
        if line.isCut { line.close(with: tail) } else { line.close(with: "\n") }
        return line.bytes
    }

    private static func append(_ field: (key: String, value: String), to line: inout LineText) {
        let start = line.bytes.count
        line.append(" ")
        append(field.key, atMost: LogLine.nameByteCountMax, to: &line)
        line.append("=")
        append(field.value, to: &line)
        if line.isBroken { line.cut(to: start) }
    }

    private static func append(
        _ text: String,
        isSentence: Bool = false,
        atMost byteCountMax: Int = LogLine.valueByteCountMax,
        to line: inout LineText
    ) {
        if isPlain(text, isSentence: isSentence, atMost: byteCountMax) {
            line.append(plain: URLRedaction.redacted(text))
        } else {
            line.append(quoted: text, atMost: byteCountMax)
        }
    }

    /// Whether a text can stand without quotes: printable ASCII, in a field also without spaces, quotes and `=`.
    private static func isPlain(_ text: String, isSentence: Bool, atMost byteCountMax: Int) -> Bool {
        guard !text.isEmpty && text.utf8.count <= byteCountMax else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "="), UInt8(ascii: "\""), UInt8(ascii: "\\"): isSentence
            case 0x21...0x7E: true
            default: false
            }
        }
    }

    /// A value with the secrets inside of it hidden.
    private static func text(_ value: Logger.MetadataValue) -> String {
        "\(withoutSecrets(value))"
    }

    private static func withoutSecrets(_ value: Logger.MetadataValue) -> Logger.MetadataValue {
        switch value {
        case .string, .stringConvertible: value
        case .array(let values): .array(values.map(withoutSecrets))
        case .dictionary(let fields):
            .dictionary(
                Logger.Metadata(
                    uniqueKeysWithValues: fields.map { name, value in
                        (name, SecretFields.contains(name) ? .string(hiddenValueText) : withoutSecrets(value))
                    }
                )
            )
        }
    }
}
