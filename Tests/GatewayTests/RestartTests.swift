// SPDX-License-Identifier: Apache-2.0

import Foundation
import FusionAPI
import Queue
import Storage
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `After a restart` {
    @Test
    func `accepted tasks come back from the store, though the queue's database is gone`() async throws {
        let folder = NSTemporaryDirectory() + "facefleet-restart-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ids = Shared<[String]>([])
        try await GatewayRig.with(folder: folder) { rig in
            for _ in 0..<3 {
                let id = try await rig.submit(options: #"{"metadata": "m"}"#)
                ids.change { $0.append(id) }
            }
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            await Archivist(rig.parts).catchUp()
        }
        try FileManager.default.removeItem(atPath: folder + "/queue")
        try await GatewayRig.with(folder: folder) { rig in
            let all = ids.value
            let tasks = try await rig.client.get("/v1/fusions?limit=10").json["items"]?.elements ?? []
            #expect(Set(tasks.compactMap { $0["id"]?.string }) == Set(all))
            #expect(try await rig.queue.counts().enqueued == 2, "the one that ended does not run again")
            for _ in 0..<2 { try await rig.succeed(try await rig.claim(), with: Pictures.png()) }
            for id in all {
                #expect(try await rig.client.get("/v1/fusions/\(id)").json["status"]?.string == "succeeded")
            }
        }
    }

    @Test
    func `deadlines run from the acceptance, though the queue's database is gone`() async throws {
        let folder = NSTemporaryDirectory() + "facefleet-restart-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ids = Shared<[String]>([])
        try await GatewayRig.with(folder: folder) { rig in
            for seconds in [60, 3600] {
                let id = try await rig.submit(options: #"{"total_deadline_seconds": \#(seconds)}"#)
                ids.change { $0.append(id) }
            }
        }
        try FileManager.default.removeItem(atPath: folder + "/queue")
        let later = WallClock { WallTime(milliseconds: Int(Date().timeIntervalSince1970 * 1000) + 61_000) }
        try await GatewayRig.with(folder: folder, adjust: { $0.wallClock = later }) { rig in
            let expired = try await rig.client.get("/v1/fusions/\(ids.value[0])?wait=30").json
            #expect(expired["status"]?.string == "expired")
            #expect(try await rig.claim().task.id.rawValue == ids.value[1])
        }
    }

    @Test
    func `an end that the queue forgot is not kept as it then stands`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            let running = try await rig.claim()
            #expect(running.task.id.rawValue == id)
            var state = try #require(try await rig.queue.record(of: running.task.id)).state
            _ = state.adopt()
            rig.queue.events.publish(TaskEvent(task: running.task.id, tenant: running.task.tenant, state: state))
            // Once the next end is kept, that event was looked at.
            let other = try await rig.submit()
            try await rig.succeed(try await rig.claim(), with: Pictures.png(seed: 4))
            let kept = ObjectID(tenant: "default", name: other)
            while (try? await rig.store.finalRecord(kept)) == nil { await Task.yield() }
            let error = await #expect(throws: StorageError.self) {
                try await rig.store.finalRecord(ObjectID(tenant: "default", name: id))
            }
            #expect(error?.code == .notFound)
            try await rig.succeed(running, with: Pictures.png(seed: 5))
            #expect(try await rig.client.get("/v1/fusions/\(id)?wait=30").json["status"]?.string == "succeeded")
        }
    }

    @Test
    func `an end is counted by whoever keeps it first, however many hear of it`() async throws {
        let counted = Shared<[String]>([])
        try await GatewayRig.with(adjust: { $0.observer.ended = { status in counted.change { $0.append(status) } } }) {
            rig in
            for _ in 0..<40 { _ = try await rig.submit() }
            for _ in 0..<40 { try await rig.succeed(try await rig.claim(), with: Pictures.png(seed: 4)) }
            #expect(await Archivist(rig.parts).catchUp())
            #expect(await Archivist(rig.parts).catchUp())
            while counted.value.count < 40 { await Task.yield() }
            #expect(counted.value == Array(repeating: "succeeded", count: 40))
        }
    }

    @Test
    func `a replayed dead letter comes back from its own record, though database and letter are gone`() async throws {
        let folder = NSTemporaryDirectory() + "facefleet-restart-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let names = Shared<[String]>([])
        try await GatewayRig.with(folder: folder) { rig in
            let id = try await rig.submit(options: #"{"metadata": "m", "total_deadline_seconds": 3600}"#)
            let problem = Problem(.storageFailed, "the store failed")
            for _ in 0..<4 { try await rig.fail(try await rig.claim(), with: problem, retry: .transient) }
            await Archivist(rig.parts).catchUp()
            let replayed = try await rig.client.post("/v1/dead-letters/\(id)/replay")
            names.change { $0 = [id, replayed.json["id"]?.string ?? ""] }
            try await rig.store.erase(ObjectID(tenant: "default", name: id))
        }
        try FileManager.default.removeItem(atPath: folder + "/queue")
        try await GatewayRig.with(folder: folder) { rig in
            let leased = try await rig.claim()
            #expect(leased.task.id.rawValue == names.value[1])
            #expect(leased.task.replayOf?.rawValue == names.value[0])
            #expect(leased.task.deadlines.total == nil)
            let record = try #require(ObjectID(leased.task.payload.record))
            let inputs = try await rig.store.acceptedRecord(record).inputs
            #expect(inputs.count == 2)
            for input in inputs {
                let bytes = try await rig.store.input(input.id, range: nil).bytes()
                #expect(ContentDigest(of: bytes) == input.digest)
            }
            try await rig.succeed(leased, with: Pictures.png())
            let task = try await rig.client.get("/v1/fusions/\(names.value[1])")
            #expect(task.json["replay_of"]?.string == names.value[0])
            #expect(task.json["metadata"]?.string == "m")
        }
    }

    @Test(arguments: [7, 9], [false, true])
    func `a record without an end comes back for eight days, and for good where the queue knows it`(
        days: Int,
        isDatabaseGone: Bool
    ) async throws {
        let folder = NSTemporaryDirectory() + "facefleet-restart-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await GatewayRig.with(folder: folder) { rig in _ = try await rig.submit() }
        if isDatabaseGone { try FileManager.default.removeItem(atPath: folder + "/queue") }
        let later = WallClock {
            WallTime(milliseconds: Int(Date().timeIntervalSince1970 * 1000) + days * 86_400_000)
        }
        try await GatewayRig.with(folder: folder, adjust: { $0.wallClock = later }) { rig in
            let isKept = days < 8 || !isDatabaseGone
            #expect(try await rig.queue.counts().enqueued == (isKept ? 1 : 0))
            let records = try await rig.store.acceptedRecords(after: nil, limit: 10)
            #expect(records.count == (isKept ? 1 : 0), "nobody keeps pictures that nothing will use")
        }
    }

    @Test
    func `a dead letter is archived as one, so that its pictures stay for a replay`() async throws {
        try await GatewayRig.with { rig in
            let good = try await rig.submit()
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            let dead = try await rig.submit()
            let problem = Problem(.storageFailed, "the store failed")
            for _ in 0..<4 { try await rig.fail(try await rig.claim(), with: problem, retry: .transient) }
            #expect(await Archivist(rig.parts).catchUp())
            for (name, isDeadLetter) in [(good, false), (dead, true)] {
                let final = try await rig.store.finalRecord(ObjectID(tenant: "default", name: name))
                #expect(final.isDeadLetter == isDeadLetter, "\(final.status)")
            }
        }
    }

    @Test
    func `a task whose result was published and whose settlement was lost has ended`() async throws {
        let folder = NSTemporaryDirectory() + "facefleet-restart-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let name = Shared("")
        try await GatewayRig.with(folder: folder) { rig in
            let id = try await rig.submit(options: #"{"metadata": "m"}"#)
            name.change { $0 = id }
            _ = try await rig.claim()
            let media = MediaDescription(contentType: "image/png", width: 64, height: 64)
            let object = ObjectID(tenant: "default", name: id)
            _ = try await rig.store.putResult(object, Content(Pictures.png(seed: 3)), media: media)
        }
        for isDatabaseGone in [false, true] {
            if isDatabaseGone { try FileManager.default.removeItem(atPath: folder + "/queue") }
            try await GatewayRig.with(folder: folder) { rig in
                let task = try await rig.client.get("/v1/fusions/\(name.value)")
                #expect(task.json["status"]?.string == "succeeded")
                #expect(task.json["metadata"]?.string == "m")
                let result = try await rig.client.get("/v1/fusions/\(name.value)/result")
                #expect(result.bytes == Pictures.png(seed: 3))
            }
        }
    }
}
