// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Testing

@testable import facefleet

@Suite(.timeLimit(.minutes(1)))
struct `Events of a stream` {
    static let text =
        "id: 1\nevent: queued\ndata: {\"a\":1}\n\n:\n\n" + "id: 2\nevent: progress\ndata: x\ndata: y\n\nid: 3\n\n"
    static let events = [
        EventReader.Event(kind: "queued", identifier: "1", data: Array(#"{"a":1}"#.utf8)),
        EventReader.Event(kind: "progress", identifier: "2", data: Array("x\ny".utf8)),
    ]

    @Test
    func `are found, comments and events without data left out`() {
        var reader = EventReader()
        #expect(reader.read(Array(Self.text.utf8)) == Self.events)
    }

    @Test
    func `are the same wherever the stream is cut`() {
        let bytes = Array(Self.text.utf8)
        for cut in bytes.indices {
            var reader = EventReader()
            let events = reader.read(bytes[..<cut]) + reader.read(bytes[cut...])
            #expect(events == Self.events, "cut at byte \(cut)")
        }
    }

    @Test
    func `that are not whole are not told`() {
        var reader = EventReader()
        #expect(reader.read(Array("event: queued\ndata: 1\n".utf8)).isEmpty)
        #expect(reader.read(Array("\n".utf8)).map(\.kind) == ["queued"])
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `A task that a service tells` {
    func task(_ members: String) throws -> ReceivedTask {
        try ReceivedTask(Array(#"{"id":"t1",\#(members)}"#.utf8))
    }

    @Test
    func `is waiting, running or at its end on one line`() throws {
        let waiting = try task(#""status":"queued","queue":{"position_estimate":3,"eta_seconds":null}"#)
        #expect(TaskBar.line(of: waiting).hasSuffix("0 %  waiting, 3 before it"))
        let running = try task(#""status":"running","progress":{"stage":"swap","fraction":0.5}"#)
        #expect(TaskBar.line(of: running).hasSuffix("50 %  swap"))
        #expect(TaskBar.line(of: try task(#""status":"succeeded""#)).hasSuffix("100 %  succeeded"))
    }

    @Test
    func `gives its failure the name and the exit status that this program knows`() throws {
        let failed = try task(
            #""status":"failed","error":{"code":"no_face_detected","detail":"no face","image":"target"}"#
        )
        #expect(failed.problem?.code == .noFaceDetected)
        #expect(failed.problem?.image == .target)
        #expect(failed.problem?.code.exitStatus == .noFace)
        let full = try task(#""status":"failed","error":{"code":"queue_full","detail":"too many tasks wait"}"#)
        #expect(full.problem?.code == .serviceFailed)
        #expect(full.problem?.detail == "queue_full: too many tasks wait")
        #expect(try task(#""status":"canceled","error":null"#).problem?.code == .serviceFailed)
        #expect(try task(#""status":"succeeded","error":null"#).problem == nil)
    }

    @Test(arguments: ["", "[]", "{}", #"{"id":"t1"}"#, #"{"id":1,"status":"queued"}"#])
    func `is nothing else`(text: String) {
        #expect(throws: Problem.self) { try ReceivedTask(Array(text.utf8)) }
    }
}
