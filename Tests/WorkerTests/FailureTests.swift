// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Inference
import Queue
import QueueReference
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `A task that fails` {
    /// A picture of nothing: a plain slope of grays.
    private static let slope = PNGBuilder(width: 128, height: 128, bitDepth: 8, colorType: 0).file { x, y, _ in x + y }

    private func problem(
        source: [UInt8] = TestEngine.woman,
        target: [UInt8] = TestEngine.man,
        options: (inout RequestedOptions) -> Void = { _ in }
    ) async throws -> (problem: Problem, record: TaskRecord) {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(source: source, target: target, options: options)
            let problem = try await rig.running(try rig.worker()) { try await rig.problem(id) }
            #expect(try await rig.result(id) == nil)
            return (problem, try await rig.ended(id))
        }
    }

    @Test(arguments: [Problem.Image.source, .target])
    func `names the picture without a face, and is not tried again`(image: Problem.Image) async throws {
        let (problem, record) = try await problem(
            source: image == .source ? Self.slope : TestEngine.woman,
            target: image == .target ? Self.slope : TestEngine.man
        )
        // A target without a face has no face at place 0.
        #expect([.noFaceDetected, .faceIndexNotFound].contains(problem.code))
        #expect(problem.image == image)
        #expect(record.state.attempts == 1)
        #expect(!record.state.isDeadLetter)
        #expect(record.failureCode == problem.code.rawValue)
    }

    @Test(arguments: [Problem.Image.source, .target])
    func `names the picture that is damaged`(image: Problem.Image) async throws {
        let damaged = Array(TestEngine.oldWoman.prefix(TestEngine.oldWoman.count / 2))
        let (problem, record) = try await problem(
            source: image == .source ? damaged : TestEngine.woman,
            target: image == .target ? damaged : TestEngine.man
        )
        #expect(problem.code == .imageDecodeFailed)
        #expect(problem.image == image)
        #expect(record.state.attempts == 1)
    }

    @Test func `names the face that is not there`() async throws {
        let (problem, _) = try await problem { options in
            options.faces.mode = .index
            options.faces.index = 3
        }
        #expect(problem.code == .faceIndexNotFound)
        #expect(problem.measured == "index 3")
    }

    @Test func `names the engine that is not installed, before it reads anything`() async throws {
        let (problem, record) = try await problem { $0.engine = "inswapper_128" }
        #expect(problem.code == .modelUnavailable)
        #expect(problem.detail.contains("'inswapper_128'"))
        #expect(record.state.attempts == 1)
        let report = try TaskReport(recorded: record.error)
        #expect(!report.timings.map(\.stage).contains("fetch"))
    }

    @Test func `may not leave off the label without an exemption`() async throws {
        let (problem, record) = try await problem { $0.label = .off }
        #expect(problem.code == .forbidden)
        #expect(record.state.attempts == 1)
    }

    @Test func `is gone when its inputs are`() async throws {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            try await rig.store.removeInputs(of: [ObjectID(tenant: "default", name: id.rawValue)])
            let problem = try await rig.running(try rig.worker()) { try await rig.problem(id) }
            #expect(problem.code == .gone)
        }
    }

    @Test func `goes back uncounted while the store is away, and is done once it is there`() async throws {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            let isAway = Atomic(true)
            let asked = Atomic(0)
            let away = { @Sendable () async throws(StorageError) -> Void in
                if isAway.load(ordering: .relaxed) { throw StorageError(.unreachable, "nobody answers") }
            }
            var store = MeddlingStore(store: rig.store, meddle: away)
            store.checked = { () async throws(StorageError) -> Void in
                // Right after the attempt, and again while nothing is claimed.
                if asked.add(1, ordering: .relaxed).newValue == 4 { isAway.store(false, ordering: .relaxed) }
                try await away()
            }
            let worker = try rig.worker(store: store) { $0.slots = 1 }
            let record = try await rig.running(worker) { try await rig.ended(id) }
            #expect(record.state.status == .succeeded)
            #expect(record.state.attempts == 0 && record.state.deliveries == 0)
            #expect(asked.load(ordering: .relaxed) == 4)
        }
    }

    @Test func `is counted where the store fails at it alone`() async throws {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            let store = MeddlingStore(store: rig.store) { () async throws(StorageError) -> Void in
                throw StorageError(.unreachable, "nobody answers for this one")
            }
            var worker = Optional(try rig.worker(store: store))
            if let running = worker.take() {
                try await rig.running(running) { await rig.waitForSettlements(1) }
            }
            let record = try #require(try await rig.queue.record(of: id))
            #expect(record.state.attempts == 1 && record.failureCode == "storage_failed")
        }
    }

    @Test func `is gone itself when it is a search whose picture is, since it had ended`() async throws {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(detectionIn: TestEngine.man)
            try await rig.store.removeInputs(of: [ObjectID(tenant: "default", name: id.rawValue)])
            let record = try await rig.running(try rig.worker()) { try await rig.ended(id) }
            #expect(record.state.status == .canceled && record.state.isErased)
            #expect(record.error.isEmpty)
        }
    }

    @Test func `says nothing of what the request was when it cannot be read`() async throws {
        try await WorkerRig.with { rig in
            let id = try #require(TaskID("odd"))
            let task = FusionTask(
                id: id,
                owner: TaskOwner(tenant: TenantID("default")),
                work: TaskWork(kind: .fusion, route: .mesh, cost: Cost(1)),
                schedule: TaskSchedule(created: rig.wall.now),
                payload: TaskPayload(request: [1, 2, 3], record: "", storedBytes: 0, digest: [])
            )
            _ = try await rig.queue.enqueue(task)
            var worker = Optional(try rig.worker())
            if let running = worker.take() {
                try await rig.running(running) { await rig.waitForSettlements(1) }
            }
            let record = try #require(try await rig.queue.record(of: id))
            #expect(record.failureCode == "internal")
            #expect(record.state.status == .delayed, "it may be a newer gateway's: it ends as a dead letter")
        }
    }

    @Test(arguments: ProblemCode.allCases)
    func `is tried again only where the fault is ours`(code: ProblemCode) {
        switch code {
        case .internalFault, .storageFailed, .queueUnavailable: #expect(RetryAdvice(code) == .transient)
        case .outOfMemory: #expect(RetryAdvice(code) == .outOfMemory(next: nil))
        default: #expect(RetryAdvice(code) == .permanent)
        }
    }

    @Test func `out of an engine's memory takes the ladder's last rung`() {
        let problem = Problem(failure: InferenceError(.outOfMemory, "no memory"))
        #expect(problem.code == .outOfMemory)
        #expect(RetryAdvice(problem.code) == .outOfMemory(next: nil))
    }

    @Test(arguments: StorageError.Code.allCases)
    func `is gone or a fault of storage, by what the store says`(code: StorageError.Code) {
        let problem = Problem(failure: StorageError(code, "so"))
        #expect(problem.code == (code == .notFound || code == .erased ? .gone : .storageFailed))
    }
}
