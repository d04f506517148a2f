// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `A task as clients see it` {
    static let time = Timestamp(milliseconds: 1_795_595_400_123)

    static func finished() -> TaskView {
        var task = TaskView(id: "t1", priority: .normal, createdAt: time)
        task.status = .succeeded
        task.attempt = 1
        task.startedAt = time
        task.finishedAt = Timestamp(milliseconds: time.milliseconds + 77)
        task.faces = [.init(index: 0, box: [1, 2.5, 100.125, 3], score: 0.98, fused: true)]
        task.result = TaskView.Result(
            url: "/v1/fusions/t1/result",
            contentType: "image/png",
            image: StoredImage(sha256: "ab", bytes: 612_345, width: 768, height: 512),
            expiresAt: time
        )
        task.timings = [.init(stage: "queue", milliseconds: 3.1), .init(stage: "swap", milliseconds: 31)]
        task.models = [.init(name: "mesh", version: "1", digest: "sha256:cd")]
        task.metadata = .object(["b": .number("1"), "a": .null])
        task.replayOf = "t0"
        return task
    }

    func text(_ task: TaskView) -> String { String(decoding: task.json, as: UTF8.self) }

    @Test
    func `a waiting task has every member, null where it says nothing`() {
        var task = TaskView(id: "t1", priority: .bulk, createdAt: Self.time)
        task.queue = .init(positionEstimate: 12, etaSeconds: 8.24)
        #expect(
            text(task) == """
                {"id":"t1","status":"queued","priority":"bulk","attempt":0,"created_at":"2026-11-25T08:30:00.123Z",\
                "started_at":null,"finished_at":null,"queue":{"position_estimate":12,"eta_seconds":8.2},\
                "progress":null,"faces":[],"result":null,"timings_ms":{},"models":[],"error":null}
                """
        )
    }

    @Test
    func `a finished task says what came out`() {
        #expect(
            text(Self.finished()) == """
                {"id":"t1","status":"succeeded","priority":"normal","attempt":1,\
                "created_at":"2026-11-25T08:30:00.123Z","started_at":"2026-11-25T08:30:00.123Z",\
                "finished_at":"2026-11-25T08:30:00.200Z","queue":null,"progress":null,\
                "faces":[{"index":0,"box":[1,2.5,100.13,3],"score":0.98,"fused":true}],\
                "result":{"url":"/v1/fusions/t1/result","sha256":"ab","content_type":"image/png","width":768,\
                "height":512,"bytes":612345,"expires_at":"2026-11-25T08:30:00.123Z"},\
                "timings_ms":{"queue":3.1,"swap":31},\
                "models":[{"name":"mesh","version":"1","digest":"sha256:cd"}],"error":null,\
                "metadata":{"a":null,"b":1},"replay_of":"t0"}
                """
        )
    }

    @Test
    func `a failed task carries its problem, a running one its progress`() {
        var task = TaskView(id: "t1", priority: .normal, createdAt: Self.time)
        task.error = Problem(.noFaceDetected, "no face was found", image: .target)
        task.progress = .init(stage: "swap", fraction: 0.6)
        #expect(text(task).contains(#""error":{"type":"urn:facefleet:problem:no_face_detected","title""#))
        #expect(text(task).contains(#""progress":{"stage":"swap","fraction":0.6}"#))
    }

    @Test
    func `a page lists tasks and where the next one begins`() {
        #expect(
            String(decoding: FusionPage(tasks: [], nextCursor: nil).json, as: UTF8.self)
                == #"{"items":[],"next_cursor":null}"#
        )
        let page = String(
            decoding: FusionPage(tasks: [Self.finished(), Self.finished()], nextCursor: "x").json,
            as: UTF8.self
        )
        #expect(page.hasPrefix(#"{"items":[{"id":"t1","#))
        #expect(page.hasSuffix(#""replay_of":"t0"}],"next_cursor":"x"}"#))
    }

    @Test
    func `two statuses are not final`() {
        #expect(FusionStatus.allCases.filter { !$0.isTerminal } == [.queued, .running])
    }
}
