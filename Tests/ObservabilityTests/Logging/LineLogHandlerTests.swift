// SPDX-License-Identifier: Apache-2.0

import Logging
import Testing

@testable import Observability

@Suite(.timeLimit(.minutes(1)))
struct `Logging through swift-log` {
    private func logger(_ sink: LogSink, level: Logger.Level = .info) -> Logger {
        Logger(label: "worker") { label in
            JSONLogHandler(label: label, sink: sink, level: level) { UnixTime(milliseconds: 5) }
        }
    }

    @Test
    func `a line names the task, tenant and request that it is about`() async throws {
        let file = try LogFile()
        let sink = file.sink()
        let logger = logger(sink)
        let context = LogContext(task: "t-1", tenant: "default", requestID: "r-1")
        await LogContext.$current.withValue(context) {
            await withTaskGroup { group in group.addTask { logger.info("inside", metadata: ["stage": "swap"]) } }
        }
        logger.info("outside")
        #expect(sink.close(within: .seconds(10)))
        let lines = try file.lines()
        try #require(lines.count == 2)
        let inside = try parsed(lines[0].utf8Data)
        #expect(inside["task"] as? String == "t-1")
        #expect(inside["tenant"] as? String == "default")
        #expect(inside["request_id"] as? String == "r-1")
        #expect(inside["stage"] as? String == "swap")
        #expect(inside["time"] as? String == "1970-01-01T00:00:00.005Z")
        #expect(try parsed(lines[1].utf8Data)["task"] == nil)
    }

    @Test
    func `the event's own field wins over the context's, and that over the logger's`() throws {
        let file = try LogFile()
        let sink = file.sink()
        var logger = logger(sink)
        logger[metadataKey: "task"] = "of the logger"
        logger[metadataKey: "pool"] = "a"
        LogContext.$current.withValue(LogContext(task: "of the context")) {
            logger.info("one")
            logger.info("two", metadata: ["task": "of the event"])
        }
        sink.close(within: .seconds(10))
        let tasks = try file.lines().map { try parsed($0.utf8Data)["task"] as? String }
        #expect(tasks == ["of the context", "of the event"])
        #expect(try file.lines().allSatisfy { $0.contains(#""pool":"a""#) })
    }

    @Test
    func `less grave events are left out`() throws {
        let file = try LogFile()
        let sink = file.sink()
        let logger = logger(sink, level: .warning)
        for level in Logger.Level.allCases { logger.log(level: level, "x") }
        sink.close(within: .seconds(10))
        let levels = try file.lines().map { try parsed($0.utf8Data)["level"] as? String }
        #expect(levels == ["warning", "error", "critical"])
    }

    @Test
    func `an error of an event is a field`() throws {
        struct Broken: Error, CustomStringConvertible { let description = "broken \"here\"" }
        let file = try LogFile()
        let sink = file.sink()
        logger(sink).error("failed", error: Broken())
        sink.close(within: .seconds(10))
        let line = try #require(try file.lines().first)
        #expect(try parsed(line.utf8Data)["error"] as? String == "broken \"here\"")
    }
}

extension String {
    fileprivate var utf8Data: [UInt8] { Array(utf8) }
}
