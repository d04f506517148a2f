// SPDX-License-Identifier: Apache-2.0

import Logging
import Testing

@testable import Observability

@Suite(.timeLimit(.minutes(1)))
struct `Lines for people` {
    private func line(_ message: String, _ metadata: Logger.Metadata = [:]) -> String {
        let record = LogRecord(
            time: UnixTime(milliseconds: 0),
            level: .info,
            label: "gateway",
            message: message,
            metadata: metadata
        )
        return String(decoding: TextLogFormat.line(of: record), as: UTF8.self)
    }

    @Test
    func `fields follow the message, quoted where they have to be`() {
        let expected =
            #"1970-01-01T00:00:00.000Z info    gateway: ready to serve task=t-1 note="a \"b\"" port=8000"# + "\n"
        #expect(line("ready to serve", ["port": "8000", "note": "a \"b\"", "task": "t-1"]) == expected)
    }

    @Test
    func `a message cannot begin another line or drive the terminal`() {
        let text = line("a\n\u{1B}[2J\u{202E}b")
        #expect(text.hasSuffix(#"gateway: "a\n\u001b[2J\u202eb""# + "\n"))
    }

    @Test
    func `a line too long is cut and marked`() {
        let text = line(String(repeating: "m", count: 9_000), ["a": "\(String(repeating: "v", count: 9_000))"])
        #expect(text.utf8.count <= LogLine.byteCountMax && text.hasSuffix(" …\n"))
    }
}
