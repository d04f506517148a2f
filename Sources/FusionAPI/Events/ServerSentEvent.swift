// SPDX-License-Identifier: Apache-2.0

/// One event of a stream of Server-Sent Events.
///
/// Source: HTML Living Standard, section 9.2.5, "Parsing an event stream".
public struct ServerSentEvent: Hashable, Sendable {
    /// The media type of a stream.
    public static let mediaType = "text/event-stream"

    /// A comment, which keeps a silent connection open.
    public static let heartbeat: [UInt8] = Array(":\n\n".utf8)

    /// What an event tells of.
    public enum Kind: String, Sendable, CaseIterable {
        case queued, started, progress, retrying
        case succeeded, failed, canceled, expired, rejected

        /// Whether the stream ends after it.
        public var isTerminal: Bool { FusionStatus(rawValue: rawValue)?.isTerminal ?? false }
    }

    /// Its number within the task, from 1.
    public let identifier: UInt64
    /// What it tells of.
    public let kind: Kind
    /// JSON; what line breaks it has are kept.
    public let data: [UInt8]
    /// How long a client waits before it connects again, in milliseconds; `nil` leaves it as it is.
    public let retryMilliseconds: Int?

    /// An event.
    public init(identifier: UInt64, kind: Kind, data: [UInt8], retryMilliseconds: Int? = nil) {
        self.identifier = identifier
        self.kind = kind
        self.data = data
        self.retryMilliseconds = retryMilliseconds
    }

    /// The event as it goes over the wire.
    public var frame: [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(data.count + 64)
        frame += Array("id: \(identifier)\nevent: \(kind.rawValue)\n".utf8)
        if let retryMilliseconds { frame += Array("retry: \(retryMilliseconds)\n".utf8) }
        let prefix = Array("data: ".utf8)
        frame += prefix
        var previous: UInt8 = 0
        for byte in data {
            // CR LF is one line break; either alone is one too, and would end the field.
            switch byte {
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"): break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                frame.append(UInt8(ascii: "\n"))
                frame += prefix
            default: frame.append(byte)
            }
            previous = byte
        }
        frame += Array("\n\n".utf8)
        return frame
    }

    /// The number of the last event that a client has, from its `Last-Event-ID` field; `nil` when it has none of ours.
    public static func lastIdentifier(_ field: String?) -> UInt64? {
        guard let field, let number = UInt64(field), String(number) == field else { return nil }
        return number
    }
}
