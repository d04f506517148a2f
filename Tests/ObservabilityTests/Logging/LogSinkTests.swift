// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Observability

/// Writes lines of `f` to a pipe until nothing more fits.
private func fill(_ descriptor: Int32) {
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    while write(descriptor, "f\n", 2) == 2 {}
    _ = fcntl(descriptor, F_SETFL, flags)
}

@Suite(.timeLimit(.minutes(1)))
struct `The thread that writes lines` {
    @Test
    func `lines of many tasks arrive whole, each task's in order`() async throws {
        let file = try LogFile()
        let sink = LogSink(descriptor: file.descriptor, format: JSONLogFormat.self, byteCountMax: 1 << 22)
        let padding = String(repeating: "p", count: 90)
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<1_000 { sink.accept(Array("\(task) \(number) \(padding)\n".utf8)) }
                }
            }
        }
        #expect(sink.flush(within: .seconds(20)))
        let lines = try file.lines()
        #expect(lines.count == 8_000)
        #expect(sink.droppedLineCount == 0)
        for task in 0..<8 {
            let own = lines.filter { $0.hasPrefix("\(task) ") }
            #expect(own == (0..<1_000).map { "\(task) \($0) \(padding)" })
        }
        sink.close(within: .seconds(10))
    }

    @Test
    func `a reader that stalls costs lines, which are counted and reported`() throws {
        let pipe = Pipe()
        let output = pipe.fileHandleForWriting
        fill(output.fileDescriptor)
        let sink = LogSink(descriptor: output.fileDescriptor, format: JSONLogFormat.self, byteCountMax: 20_000)
        let line = Array((String(repeating: "l", count: 999) + "\n").utf8)
        for _ in 0..<1_000 { sink.accept(line) }
        let droppedCount = sink.droppedLineCount
        // Twenty lines fit into the buffer, and as many into the batch that the thread holds.
        #expect((960...980).contains(droppedCount))
        #expect(!sink.flush(within: .milliseconds(1)))
        Thread.detachNewThread {
            sink.close(within: .seconds(20))
            output.closeFile()
        }
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("lll") } == 1_000 - droppedCount)
        let reports = try lines.filter { $0.hasPrefix("{") }.map { try parsed(Array($0.utf8))["dropped"] as? Int ?? 0 }
        #expect(reports.reduce(0, +) == droppedCount)
        #expect(sink.droppedLineCount == droppedCount)
    }

    @Test
    func `lines for a reader that is gone are counted and end nothing`() throws {
        let pipe = Pipe()
        let output = pipe.fileHandleForWriting
        let sink = LogSink(descriptor: output.fileDescriptor, format: JSONLogFormat.self)
        try pipe.fileHandleForReading.close()
        sink.accept(Array("a\n".utf8))
        sink.accept(Array("b\n".utf8))
        #expect(sink.close(within: .seconds(10)))
        #expect(sink.droppedLineCount == 2)
        sink.accept(Array("late\n".utf8))
        #expect(sink.droppedLineCount == 3)
        output.closeFile()
    }
}
