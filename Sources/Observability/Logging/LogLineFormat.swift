// SPDX-License-Identifier: Apache-2.0

/// How one event becomes one line of bytes.
public protocol LogLineFormat: Sendable {
    /// The line, its line feed included.
    ///
    /// Never more than ``LogLine/byteCountMax`` bytes, never a line feed but the last byte, always whole UTF-8.
    static func line(of record: LogRecord) -> [UInt8]
}

/// What both formats keep to.
public enum LogLine {
    /// The longest line, line feed included; what would be longer is cut and marked as cut.
    public static let byteCountMax = 16_384
    /// The most that one value, the message among them, takes of a line.
    static let valueByteCountMax = 8_192
    /// The most that the id of a task, tenant or request, a label or a field's name takes.
    static let nameByteCountMax = 256
}
