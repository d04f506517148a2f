// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Queue
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct `The workers that a load asks for` {
    private func workers(_ rate: Double, waiting: Int = 0, running: Int = 0, seconds: Double, slots: Double) -> Int {
        WorkerDemand(
            arrivalRate: rate,
            waiting: waiting,
            running: running,
            taskSeconds: seconds,
            slotsPerWorker: slots
        ).workers
    }

    @Test
    func `are as many as keep up, with room for bursts`() {
        // 800 tasks a second of 64 ms are 51.2 slots at work, at four fifths of their time 64.
        #expect(workers(800, seconds: 0.064, slots: 1) == 64)
        #expect(workers(800, seconds: 0.064, slots: 2) == 32)
        #expect(workers(800, seconds: 0.065, slots: 2) == 33)
    }

    @Test
    func `are more while tasks wait, and none only where there is nothing to do`() {
        #expect(workers(0, waiting: 3000, seconds: 0.08, slots: 1) == 10)
        #expect(workers(0, waiting: 1, seconds: 0.001, slots: 64) == 1)
        #expect(workers(0, running: 1, seconds: 1, slots: 1) == 1)
        #expect(workers(0, seconds: 1, slots: 1) == 0)
    }

    private func statement(_ pool: String, slots: Int, taskTime: Duration?) -> WorkerStatement {
        var statement = WorkerStatement(pool: pool, classes: ["normal"], engines: ["mesh"], slots: slots, models: [])
        statement.taskTime = taskTime
        return statement
    }

    @Test
    func `follow from counts and from what workers say, also after the last has left`() {
        let meter = ScaleMeter()
        var counts = QueueCounts()
        func note(_ enqueued: Int, _ ended: Int, atSecond second: Int) {
            counts.enqueued = enqueued
            counts.ended = [.succeeded: ended]
            meter.note(counts, at: WallTime(milliseconds: second * 1000))
        }
        note(1000, 900, atSecond: 100)
        note(1400, 1100, atSecond: 110)
        let statements = [
            statement("spot", slots: 4, taskTime: .milliseconds(100)), statement("spot", slots: 4, taskTime: nil),
        ]
        let signals = meter.signals(statements, counts)
        #expect(signals.workers == ["spot": 2] && signals.slots == 8)
        #expect(signals.arrivalRate == 40 && signals.drainRate == 20)
        // 40 a second of 100 ms at four fifths are 5 slots, of 4 slots each 2 workers.
        #expect(signals.desiredWorkers == 2)
        #expect(meter.signals([], counts).desiredWorkers == 2)
        // A queue that begins anew is not one that took back tasks.
        note(5, 0, atSecond: 111)
        #expect(meter.signals([], counts).arrivalRate == 0)
    }

    @Test
    func `say what they are in a form that comes back`() throws {
        var said = statement("vip", slots: 3, taskTime: .milliseconds(71))
        said.running = 2
        said.models = [
            ModelListing(
                model: TaskView.Model(name: "mesh", version: "1", digest: "sha256:00"),
                engine: "mesh",
                license: "Apache-2.0",
                provider: "cpu",
                loadTime: .milliseconds(12)
            )
        ]
        #expect(try WorkerStatement(recorded: said.recorded) == said)
        for end in said.recorded.indices {
            #expect(throws: Problem.self) { try WorkerStatement(recorded: Array(said.recorded[..<end])) }
        }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `Workers elsewhere` {
    @Test
    func `are seen by operators, and their models by everyone`() async throws {
        try await GatewayRig.with { rig in
            var statement = WorkerStatement(
                pool: "spot",
                classes: ["bulk"],
                engines: ["mesh"],
                slots: 2,
                models: [
                    ModelListing(
                        model: TaskView.Model(name: "remote", version: "1", digest: "sha256:11"),
                        engine: "mesh",
                        license: "Apache-2.0",
                        provider: "cpu",
                        loadTime: .zero
                    )
                ]
            )
            statement.running = 1
            try await rig.queue.announce(statement.recorded, of: rig.leases.worker)
            let workers = try await rig.client.get("/v1/queue").json["workers"]?.elements
            #expect(workers?.map { $0["pool"]?.string } == ["spot"])
            #expect(workers?.first?["id"]?.string == "\(rig.leases.worker)")
            let models = try await rig.client.get("/v1/models").json["items"]?.elements
            #expect(models?.contains { $0["name"]?.string == "remote" } == true)
            // What another version says is passed over.
            try await rig.queue.announce(Array("{}".utf8), of: rig.leases.worker)
            #expect(try await rig.client.get("/v1/queue").json["workers"]?.elements.isEmpty == true)
        }
    }

    @Test
    func `leave a tenant that asks too often its turn for later`() async throws {
        let limit = RateLimit(perSecond: 0.01, burst: 2)
        try await GatewayRig.with(configure: { $0.rateLimit = limit }) { rig in
            _ = try await rig.submit()
            _ = try await rig.submit()
            let refused = try await rig.client.post("/v1/uploads")
            #expect(refused.status == 429)
            #expect(refused.json["code"]?.string == "rate_limited")
            let wait = Int(refused.field("retry-after") ?? "") ?? 0
            #expect((90...100).contains(wait))
            #expect(try await rig.client.get("/v1/fusions").status == 200)
        }
    }
}
