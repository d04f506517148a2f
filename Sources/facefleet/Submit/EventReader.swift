// SPDX-License-Identifier: Apache-2.0

/// Takes Server-Sent Events out of a stream of bytes, wherever it is cut.
///
/// Source: HTML Living Standard, section 9.2.6, "Interpreting an event stream"; the service ends lines with LF alone.
struct EventReader {
    /// One event.
    struct Event: Hashable {
        /// What it tells of.
        var kind = "message"
        /// Its number, for `Last-Event-ID`.
        var identifier: String?
        /// The lines of its data.
        var data: [UInt8] = []
    }

    private var line: [UInt8] = []
    private var event = Event()
    private var hasData = false

    /// Reads on; gives the events that are whole now.
    mutating func read(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if line.isEmpty {
                if hasData { events.append(event) }
                (event, hasData) = (Event(), false)
            } else {
                take(line)
            }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private mutating func take(_ line: [UInt8]) {
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "event": event.kind = String(decoding: value, as: UTF8.self)
        case "id": event.identifier = String(decoding: value, as: UTF8.self)
        case "data":
            if hasData { event.data.append(UInt8(ascii: "\n")) }
            event.data += value
            hasData = true
        default: break
        }
    }
}
