// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Queue
import Storage
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `The list` {
    @Test
    func `is paged from the newest to the oldest`() async throws {
        try await GatewayRig.with { rig in
            var ids: [String] = []
            for _ in 0..<7 { ids.append(try await rig.submit()) }
            #expect(try await pages(rig, "limit=3") == ids.reversed())
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            #expect(try await pages(rig, "limit=2&status=succeeded") == [ids[0]])
            #expect(try await pages(rig, "limit=100&status=queued") == ids.dropFirst().reversed())
        }
    }

    @Test
    func `goes on with tasks that the queue has forgotten`() async throws {
        try await GatewayRig.with { rig in
            var ids: [String] = []
            for place in 0..<5 {
                let id = "\(TaskIdentifier(bits: UInt128(place + 1)))"
                var view = TaskView(id: id, priority: .normal, createdAt: Timestamp(milliseconds: Int64(place)))
                view.status = .succeeded
                let task = ArchivedTask(contentDigest: [UInt8](0..<32), json: view.json)
                let object = ObjectID(tenant: "default", name: id)
                try await rig.store.putFinal(
                    FinalRecord(
                        id: object,
                        createdAtMilliseconds: Int64(place),
                        status: "succeeded",
                        json: task.recorded
                    )
                )
                ids.append(id)
            }
            let newest = try await rig.submit()
            #expect(try await pages(rig, "limit=2") == [newest] + ids.reversed())
            #expect(try await rig.client.get("/v1/fusions/\(ids[0])").json["status"]?.string == "succeeded")
            #expect(try await rig.client.get("/v1/fusions/\(ids[0])/events").text.contains("event: succeeded"))
            #expect(try await rig.client.get("/v1/fusions/\(ids[0])/result").status == 410)
        }
    }

    @Test
    func `shows an ended task once, though queue and archive both have it`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            await Archivist(rig.parts).catchUp()
            let object = ObjectID(tenant: "default", name: id)
            #expect(try await rig.store.finalRecord(object).status == "succeeded")
            #expect(try await pages(rig, "limit=1") == [id])
        }
    }

    @Test(arguments: ["limit=0", "limit=101", "limit=x", "status=done"])
    func `refuses parameters that make no sense`(query: String) async throws {
        try await GatewayRig.with { rig async throws in
            #expect(try await rig.client.get("/v1/fusions?\(query)").code == "invalid_options")
            #expect(try await rig.client.get("/v1/fusions?cursor=AAAA").code == "malformed_request")
        }
    }

    private func pages(_ rig: GatewayRig, _ query: String) async throws -> [String] {
        var ids: [String] = []
        var cursor = ""
        for _ in 0..<20 {
            let page = try await rig.client.get("/v1/fusions?\(query)\(cursor)")
            try #require(page.status == 200, "\(page.text)")
            ids += page.json["items"]?.elements.compactMap { $0["id"]?.string } ?? []
            guard let next = page.json["next_cursor"]?.string else { return ids }
            cursor = "&cursor=\(next)"
        }
        Issue.record("the list does not end")
        return ids
    }
}
