// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import TestSupport
import Testing

@testable import Observability

private func line(_ message: String, _ metadata: Logger.Metadata = [:], error: (any Error)? = nil) -> [UInt8] {
    var record = LogRecord(
        time: UnixTime(milliseconds: 1_764_101_990_123),
        level: .notice,
        label: "worker",
        message: message,
        metadata: metadata
    )
    record.error = error
    return JSONLogFormat.line(of: record)
}

/// No byte that ends a line or that a terminal obeys, but the line feed at the end.
private func isOneLine(_ line: [UInt8]) -> Bool {
    line.last == 10 && !line.dropLast().contains { $0 < 0x20 || $0 == 0x7F }
}

@Suite(.timeLimit(.minutes(1)))
struct `Lines in JSON` {
    @Test
    func `a line is one object with time, level, task, tenant and request first`() {
        let metadata: Logger.Metadata = [
            "stage": "swap", "request_id": "r-9", "tenant": "default", "task": "t-1", "faces": .stringConvertible(2),
        ]
        let expected =
            #"{"time":"2025-11-25T20:19:50.123Z","level":"notice","label":"worker","message":"fused","task":"t-1","#
            + #""tenant":"default","request_id":"r-9","faces":2,"stage":"swap"}"# + "\n"
        #expect(String(decoding: line("fused", metadata), as: UTF8.self) == expected)
    }

    @Test
    func `every character up to U+2100 comes back from one line`() throws {
        let text = String(String.UnicodeScalarView((0..<0x2100).compactMap(Unicode.Scalar.init)))
        for start in stride(from: 0, to: 0x2100, by: 0x100) {
            let part = String(text.unicodeScalars.dropFirst(start).prefix(0x100))
            let line = line(part, ["task": "\(part.unicodeScalars.prefix(16))"])
            #expect(isOneLine(line))
            #expect(try parsed(line)["message"] as? String == part)
        }
    }

    @Test(arguments: ["\u{2028}", "\u{2029}", "\u{202E}", "\u{2066}", "\u{85}", "\u{9B}", "\u{7F}", "\u{1B}", "\0"])
    func `what a terminal or a reader of lines obeys stands as an escape`(character: String) throws {
        let line = line("a\(character)b", ["name": "\(character)"])
        #expect(line.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 10 })
        #expect(try parsed(line)["message"] as? String == "a\(character)b")
    }

    @Test
    func `bytes that are no text become replacement characters`() throws {
        let text = String(decoding: [0x61, 0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0xE2, 0x80], as: UTF8.self)
        let line = line(text)
        #expect(String(validating: line, as: UTF8.self) != nil)
        #expect(try parsed(line)["message"] as? String == text)
    }

    @Test
    func `random texts of any length are whole lines within the limit`() throws {
        let seed: UInt64 = 41
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 0...6_000, using: &generator)
            let top: UInt32 = Bool.random(using: &generator) ? 0x7F : 0x10FFFF
            let scalars = (0..<count).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...top, using: &generator)) }
            let text = String(String.UnicodeScalarView(scalars))
            let line = line(text, ["detail": "\(text)", "list": .array([.string(text), .string(text)])])
            #expect(line.count <= LogLine.byteCountMax)
            #expect(isOneLine(line))
            let fields = try parsed(line)
            let message = try #require(fields["message"] as? String)
            #expect(text.unicodeScalars.starts(with: message.unicodeScalars))
            #expect(message == text || fields["cut"] as? Bool == true)
        }
    }

    @Test(arguments: 0..<8)
    func `a long message is cut between characters and says so`(shift: Int) throws {
        let text = String(repeating: "x", count: shift) + String(repeating: "😀", count: 5_000)
        let fields = try parsed(line(text, ["task": "t-1"]))
        #expect(fields["cut"] as? Bool == true)
        #expect(fields["task"] as? String == "t-1")
        let message = try #require(fields["message"] as? String)
        #expect(message.utf8.count > LogLine.valueByteCountMax - 8 && text.hasPrefix(message))
    }

    @Test
    func `numbers and flags are no texts, but infinities are`() throws {
        let fields = try parsed(
            line(
                "x",
                [
                    "count": .stringConvertible(-3), "ratio": .stringConvertible(0.25),
                    "flag": .stringConvertible(true),
                    "limit": .stringConvertible(Double.infinity), "list": ["a", .stringConvertible(1)],
                ]
            )
        )
        #expect(fields["count"] as? Int == -3)
        #expect(fields["ratio"] as? Double == 0.25)
        #expect(fields["flag"] as? Bool == true)
        #expect(fields["limit"] as? String == "inf")
        #expect((fields["list"] as? [any Sendable])?.count == 2)
    }

    @Test
    func `a field cannot pose as one of the line's own`() throws {
        let fields = try parsed(line("real", ["message": "forged", "level": "critical", "time": "0"]))
        #expect(fields["message"] as? String == "real")
        #expect(fields["level"] as? String == "notice")
        #expect(fields["message_"] as? String == "forged")
    }

    @Test
    func `values nested too deeply end in an ellipsis`() throws {
        var value: Logger.MetadataValue = "bottom"
        for _ in 0..<10_000 { value = ["in": value] }
        let line = line("x", ["deep": value])
        #expect(String(decoding: line, as: UTF8.self).contains("\"…\""))
        #expect(try parsed(line)["deep"] != nil)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `Secrets in lines` {
    @Test
    func `secret fields are hidden at any depth`() {
        let metadata: Logger.Metadata = [
            "Authorization": "Bearer abc", "headers": ["token": "abc", "list": [["password": "abc"]]],
            "key": .stringConvertible(Secret("abc")),
        ]
        let record = LogRecord(time: .now(), level: .info, label: "x", message: "y", metadata: metadata)
        for line in [JSONLogFormat.line(of: record), TextLogFormat.line(of: record)] {
            let text = String(decoding: line, as: UTF8.self)
            #expect(!text.contains("abc"))
            #expect(text.contains("[secret]"))
        }
    }

    @Test
    func `addresses lose name, password, query and fragment`() throws {
        let text = "put https://user:pw@host.example/a/b?sig=s3cret#part then http://other.example/?k=1 done"
        let message = try parsed(line(text))["message"] as? String
        #expect(message == "put https://host.example/a/b?… then http://other.example/?… done")
        #expect(LoggedURL("/v1/fusions?cursor=abc").description == "/v1/fusions?…")
        #expect("\(LoggedBytes([1, 2, 3]))" == "3 bytes")
    }
}
