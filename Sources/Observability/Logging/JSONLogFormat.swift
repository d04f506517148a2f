// SPDX-License-Identifier: Apache-2.0

import Logging

/// One JSON object a line: `time`, `level`, `label`, `message`, `task`, `tenant`, `request_id`, `error`, then the
/// other metadata in alphabetical order, and `cut` where something was left out.
///
/// Metadata that bears the name of one of these fields gets an underscore behind it.
public enum JSONLogFormat: LogLineFormat {
    private static let ownKeys: Set<String> = ["time", "level", "label", "message", "error", "cut"]
    private static let tail: StaticString = ",\"cut\":true}\n"
    private static let depthMax = 4

    /// The line of an event.
    public static func line(of record: LogRecord) -> [UInt8] {
        var line = LineText(tail: tail.utf8CodeUnitCount)
        line.append("{\"time\":\"")
        line.append(time: record.time)
        line.append("\",\"level\":\"")
        line.append(plain: record.level.rawValue)
        line.append("\",\"label\":")
        line.append(quoted: record.label, atMost: LogLine.nameByteCountMax)
        line.append(",\"message\":")
        line.append(quoted: record.message)
        for key in LogRecord.contextKeys {
            guard let value = record.metadata[key] else { continue }
            appendName(key, to: &line)
            line.append(quoted: "\(value)", atMost: LogLine.nameByteCountMax)
        }
        if let error = record.error { append(("error", .string("\(error)")), to: &line) }
        for field in record.otherFields {
            append((ownKeys.contains(field.key) ? field.key + "_" : field.key, field.value), to: &line)
        }
        if line.isCut { line.close(with: tail) } else { line.close(with: "}\n") }
        return line.bytes
    }

    /// Appends a field, or takes it back whole where it has parts that do not fit.
    private static func append(_ field: (key: String, value: Logger.MetadataValue), to line: inout LineText) {
        let start = line.bytes.count
        appendName(field.key, to: &line)
        let isWhole =
            SecretFields.contains(field.key)
            ? appendText(hiddenValueText, to: &line)
            : append(field.value, depth: 0, to: &line)
        if !isWhole { line.cut(to: start) }
    }

    private static func appendName(_ name: String, to line: inout LineText) {
        line.append(",")
        line.append(quoted: name, atMost: LogLine.nameByteCountMax)
        line.append(":")
    }

    /// Appends a value; says whether the line is still well formed.
    private static func append(_ value: Logger.MetadataValue, depth: Int, to line: inout LineText) -> Bool {
        switch value {
        case .string(let text): return appendText(text, to: &line)
        case .stringConvertible(let value): return append(convertible: value, to: &line)
        case .array(let values):
            let members = values.map { (String?.none, $0) }
            return append(members, in: ("[", "]"), depth: depth, to: &line)
        case .dictionary(let fields):
            let members = fields.sorted { $0.key < $1.key }.map { (String?.some($0.key), $0.value) }
            return append(members, in: ("{", "}"), depth: depth, to: &line)
        }
    }

    private static func appendText(_ text: String, to line: inout LineText) -> Bool {
        line.append(quoted: text)
        return !line.isBroken
    }

    private static func append(
        convertible value: any CustomStringConvertible & Sendable,
        to line: inout LineText
    ) -> Bool {
        switch value {
        case let number as Int: line.append(plain: "\(number)")
        case let number as Double: line.append(number: number)
        case let flag as Bool: line.append(plain: flag ? "true" : "false")
        default: line.append(quoted: value.description)
        }
        return !line.isBroken
    }

    private static func append(
        _ members: [(name: String?, value: Logger.MetadataValue)],
        in brackets: (StaticString, StaticString),
        depth: Int,
        to line: inout LineText
    ) -> Bool {
        guard depth < depthMax else { return appendText("…", to: &line) }
        line.append(brackets.0)
        for (index, member) in members.enumerated() {
            if index > 0 { line.append(",") }
            if let name = member.name {
                line.append(quoted: name, atMost: LogLine.nameByteCountMax)
                line.append(":")
            }
            let isSecret = member.name.map(SecretFields.contains) ?? false
            let value = isSecret ? .string(hiddenValueText) : member.value
            guard append(value, depth: depth + 1, to: &line) else { return false }
        }
        line.append(brackets.1)
        return !line.isBroken
    }
}
