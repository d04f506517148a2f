// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Server-Sent Events` {
    /// What a browser makes of a stream: HTML Living Standard, "Interpreting an event stream".
    func interpret(_ stream: [UInt8]) -> [(id: String, event: String, data: String)] {
        let text = withLineFeeds(stream)
        var events: [(id: String, event: String, data: String)] = []
        var (id, event, data) = ("", "", [String]())
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !data.isEmpty { events.append((id, event, data.joined(separator: "\n"))) }
                (event, data) = ("", [])
                continue
            }
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count < 2 ? "" : String(parts[1].hasPrefix(" ") ? parts[1].dropFirst() : parts[1])
            switch parts[0] {
            case "id": id = value
            case "event": event = value
            case "data": data.append(value)
            default: break
            }
        }
        return events
    }

    @Test
    func `have an identifier, a name and data`() {
        let event = ServerSentEvent(
            identifier: 3,
            kind: .progress,
            data: Array("{\"a\":1}".utf8),
            retryMilliseconds: 2000
        )
        #expect(
            String(decoding: event.frame, as: UTF8.self) == "id: 3\nevent: progress\nretry: 2000\ndata: {\"a\":1}\n\n"
        )
    }

    @Test(arguments: ["", "a\nb", "a\r\nb", "a\rb", "\n", "a\n\nid: 9\nevent: succeeded", " a", "a\r\n\rb", "\r\r\n\n"])
    func `keep line breaks inside of the data`(data: String) {
        let event = ServerSentEvent(identifier: 1, kind: .queued, data: Array(data.utf8))
        let read = interpret(ServerSentEvent.heartbeat + event.frame + event.frame)
        let expected = withLineFeeds(Array(data.utf8))
        #expect(read.map(\.data) == [expected, expected])
        #expect(read.map(\.id) == ["1", "1"])
        #expect(read.map(\.event) == ["queued", "queued"])
    }

    @Test
    func `a heartbeat is no event`() {
        #expect(interpret(ServerSentEvent.heartbeat + ServerSentEvent.heartbeat).isEmpty)
    }

    @Test(
        arguments: [
            ("7", 7), ("18446744073709551615", UInt64.max), (nil, nil), ("", nil), ("07", nil), ("-1", nil),
            ("+1", nil),
            ("18446744073709551616", nil), ("x", nil), ("1 ", nil),
        ]
    )
    func `a client says which one it has`(field: String?, identifier: UInt64?) {
        #expect(ServerSentEvent.lastIdentifier(field) == identifier)
    }

    @Test
    func `end with every terminal status and no other`() {
        let terminal = ServerSentEvent.Kind.allCases.filter(\.isTerminal).map(\.rawValue)
        #expect(terminal == FusionStatus.allCases.filter(\.isTerminal).map(\.rawValue))
    }
}

/// Every line break of either kind as LF; on bytes, since CR LF is one character of a string.
private func withLineFeeds(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for (place, byte) in bytes.enumerated() {
        if byte == 10, place > 0, bytes[place - 1] == 13 { continue }
        text.append(byte == 13 ? 10 : byte)
    }
    return String(decoding: text, as: UTF8.self)
}
