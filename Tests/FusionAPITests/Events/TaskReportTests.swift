// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `What workers report and gateways record` {
    let picture = StoredImage(sha256: String(repeating: "0a", count: 32), bytes: 65_000, width: 640, height: 480)

    @Test
    func `a report comes back as it was`() throws {
        var report = TaskReport()
        report.faces = [TaskView.Face(index: 0, box: [1.5, 2, 30, 40], score: 0.98, fused: true)]
        report.detected = [TaskReport.DetectedFace(face: report.faces[0], landmarks: [[1, 2], [3, 4.25]])]
        report.timings = [TaskView.Timing(stage: "decode", milliseconds: 3.25)]
        report.models = [TaskView.Model(name: "mesh", version: "1", digest: "sha256:00")]
        report.result = TaskReport.Result(contentType: "image/png", image: picture, expiresAtMilliseconds: 7)
        report.error = Problem(.faceTooSmall, "too small", image: .target, measured: "20", limit: "34")
        report.metadata = .object(["order": .number("17"), "vip": .boolean(true)])
        #expect(try TaskReport(recorded: report.recorded) == report)
    }

    @Test
    func `what is no report is told`() throws {
        let unknown = #"{"faces":[],"timings":[],"models":[],"error":{"code":"of the future","detail":"x"}}"#
        for text in ["", "{", "[]", #"{"faces":[]}"#, unknown] {
            let problem = #expect(throws: Problem.self) { try TaskReport(recorded: Array(text.utf8)) }
            #expect(problem?.code == .internalFault)
        }
    }

    @Test
    func `a request of a kind from the future is for a later version to run`() throws {
        let problem = #expect(throws: Problem.self) { try TaskRequest(recorded: Array(#"{"video":{}}"#.utf8)) }
        #expect(problem?.code == .modelUnavailable)
    }

    @Test
    func `a request comes back as it was`() throws {
        let options = try RequestedOptions(
            .object(["fusion_degree": .number("70"), "metadata": .array([.null, .string("é")])]),
            personCount: 1,
            policy: RequestPolicy()
        )
        let requests: [TaskRequest] = [
            .fusion(FusionRequest(sources: [[picture]], target: picture, options: options, webhook: nil)),
            .detection(DetectionRequest(image: picture, order: .leftRight)),
        ]
        for request in requests { #expect(try TaskRequest(recorded: request.recorded) == request) }
        #expect(requests[0].contentDigest != requests[1].contentDigest)
        #expect(requests[0].costEstimate > requests[1].costEstimate)
        #expect(requests[0].metadata == .array([.null, .string("é")]))
    }

    @Test
    func `what is no request is the program's own fault`() {
        #expect(throws: Problem.self) { try TaskRequest(recorded: Array(#"{"fusion":{}}"#.utf8)) }
    }

    @Test
    func `another order or picture is another search`() {
        let other = StoredImage(sha256: String(repeating: "0b", count: 32), bytes: 1, width: 640, height: 480)
        let digests = [
            DetectionRequest(image: picture), DetectionRequest(image: picture, order: .leftRight),
            DetectionRequest(image: other),
        ].map { TaskRequest.detection($0).contentDigest }
        #expect(Set(digests).count == 3)
    }

    @Test
    func `a search is shown with its faces and their points`() {
        let face = TaskView.Face(index: 0, box: [1, 2, 3, 4], score: 0.5, fused: false)
        let view = DetectionView(
            id: "x",
            status: .succeeded,
            faces: [TaskReport.DetectedFace(face: face, landmarks: [[1, 2.125]])],
            error: nil
        )
        #expect(
            String(decoding: view.json, as: UTF8.self)
                == #"{"id":"x","status":"succeeded","faces":[{"index":0,"box":[1,2,3,4],"score":0.5,"#
                + #""landmarks":[[1,2.13]]}],"error":null}"#
        )
    }

    @Test
    func `an accepted task comes back from its record, and from no shorter one`() throws {
        let task = AcceptedTask(
            id: "x1",
            tenant: #"a "tenant""#,
            createdAt: Timestamp(milliseconds: 1_700_000_000_001),
            request: Array("{}\n{}".utf8),
            replayOf: "x0"
        )
        let bytes = task.recorded
        #expect(try AcceptedTask(recorded: bytes) == task)
        let headEnd = try #require(bytes.firstIndex(of: 10))
        for count in 0...headEnd {
            #expect(throws: Problem.self) { try AcceptedTask(recorded: Array(bytes[..<count])) }
        }
    }

    @Test
    func `an ended task comes back from its record`() throws {
        let task = ArchivedTask(contentDigest: [UInt8](0..<32), json: Array(#"{"id":"x","error":null}"#.utf8))
        let back = try ArchivedTask(recorded: task.recorded)
        #expect(back == task)
        #expect(try back.member("id") == .string("x"))
        #expect(try back.member("nothing") == nil)
        #expect(throws: Problem.self) { try ArchivedTask(recorded: [UInt8](0..<32)) }
    }
}
