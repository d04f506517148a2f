// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import NIOCore
import NIOPosix
import Queue
import QueueRedis
import RESP
import RedisSupport
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"), .timeLimit(.minutes(2)))
struct `A gateway whose queue's server` {
    private func withGateway(
        hearing: RedisLocation.Hearing = .changes,
        _ work: @Sendable (RedisServer, GatewayRig) async throws -> Void
    ) async throws {
        let server = try RedisServer()
        try server.start()
        defer { withExtendedLifetime(server) {} }
        var location = RedisLocation(.primary(.single(server.endpoint)))
        location.hearing = hearing
        let queue = try await RedisTaskQueue.open(at: location, on: MultiThreadedEventLoopGroup.singleton)
        try await GatewayRig.with(adjust: { $0.queue = queue }) { rig in try await work(server, rig) }
        await queue.close()
    }

    @Test
    func `is away is not ready until it is back`() async throws {
        try await withGateway { server, rig in
            #expect(try await rig.admin.get("/readyz").status == 200)
            server.freeze()
            #expect(try await rig.admin.get("/readyz").status == 503)
            #expect(try await rig.admin.get("/healthz").status == 200)
            server.thaw()
            while try await rig.admin.get("/readyz").status != 200 { try Task.checkCancellation() }
        }
    }

    @Test
    func `forgot an end stands by the one that was kept`() async throws {
        try await withGateway { _, rig in
            let id = try await rig.submit()
            let leased = try await rig.claim()
            // What another gateway wrote just before the server lost the cancel.
            let json = Array(#"{"id": "\#(id)", "status": "canceled"}"#.utf8)
            let kept = ArchivedTask(contentDigest: leased.task.payload.digest, json: json)
            try await rig.store.putFinal(
                FinalRecord(
                    id: ObjectID(tenant: "default", name: id),
                    createdAtMilliseconds: Int64(leased.task.created.milliseconds),
                    status: "canceled",
                    json: kept.recorded
                )
            )
            try await rig.succeed(leased, with: Pictures.png())
            await Archivist(rig.parts).catchUp()
            #expect(try await rig.client.get("/v1/fusions/\(id)").json["status"]?.string == "canceled")
            let listed = try await rig.client.get("/v1/fusions").json["items"]?.elements ?? []
            #expect(listed.map { $0["status"]?.string } == ["canceled"])
        }
    }

    @Test
    func `tells nothing looks for itself at every beat of an event stream`() async throws {
        // As a gateway that lost its connection, a worker hears of no task's end.
        try await withGateway(hearing: .stops) { server, rig in
            let id = TaskID(stored: try await rig.submit())
            let clock = ManualClock()
            var parts = rig.parts
            parts.clock = clock
            var frames = EventStream.frames(of: id, parts: parts, seen: 0).makeAsyncIterator()
            #expect(await frames.next().map { String(buffer: $0) }?.contains("event: queued") == true)
            await clock.waitForSleepers(1)
            // A task that the server lost for a while, as long as nobody has put it back, ends no stream.
            try server.cli("RENAME", "{q0}:t:\(id)", "{q0}:lost")
            clock.advance(by: .seconds(15))
            #expect(await frames.next().map { String(buffer: $0) }?.hasPrefix(":") == true)
            await clock.waitForSleepers(1)
            try server.cli("RENAME", "{q0}:lost", "{q0}:t:\(id)")
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            clock.advance(by: .seconds(15))
            #expect(await frames.next().map { String(buffer: $0) }?.hasPrefix(":") == true)
            #expect(await frames.next().map { String(buffer: $0) }?.contains("event: succeeded") == true)
            #expect(await frames.next() == nil)
        }
    }
}
