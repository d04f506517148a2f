// SPDX-License-Identifier: Apache-2.0

import Foundation
import FusionAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The canonical request` {
    static let image = StoredImage(sha256: String(repeating: "ab", count: 32), bytes: 65_000, width: 768, height: 512)
    static let other = StoredImage(sha256: String(repeating: "cd", count: 32), bytes: 1, width: 64, height: 64)

    func request(
        options: RequestedOptions = RequestedOptions(),
        sources: [[StoredImage]] = [[image]],
        webhook: WebhookSubscription? = nil
    ) -> FusionRequest {
        FusionRequest(sources: sources, target: Self.other, options: options, webhook: webhook)
    }

    func everything() throws -> FusionRequest {
        let options = try RequestedOptions(
            try parsed(`Options of a fusion`.everything),
            personCount: 2,
            policy: RequestPolicy()
        )
        let webhook = WebhookSubscription(
            url: try RemoteURL("https://example.org/hook?a=b"),
            events: [.failed],
            resultURL: try RemoteURL("https://store.example.org/put")
        )
        return request(options: options, sources: [[Self.image, Self.other], [Self.other]], webhook: webhook)
    }

    @Test
    func `what is recorded is read back, and is the same when it is recorded again`() throws {
        var allowed = RequestedOptions(label: .off)
        allowed.priority = .vip
        for request in [request(), request(options: allowed), try everything()] {
            let bytes = TaskRequest.fusion(request).recorded
            let read = try TaskRequest(recorded: bytes)
            #expect(read == .fusion(request))
            #expect(read.recorded == bytes)
        }
    }

    @Test
    func `a batch is recorded without its pictures, and names them in its digest`() throws {
        let child = try everything()
        let batch = BatchRequest([child, child], webhook: child.webhook)
        let read = try TaskRequest(recorded: TaskRequest.batch(batch).recorded)
        #expect(read == .batch(batch) && read.contentDigest == batch.contentDigest)
        #expect(BatchRequest([child], webhook: nil).contentDigest != batch.contentDigest)
        #expect(BatchRequest([child, child], webhook: nil).contentDigest == batch.contentDigest)
        let bytes = TaskRequest.batch(batch).recorded
        for end in bytes.indices { #expect(throws: Problem.self) { try TaskRequest(recorded: Array(bytes[..<end])) } }
        let link = ChildLink(batch: "b", index: 3, count: 4)
        #expect(try ChildLink(recorded: link.recorded) == link)
        #expect(try ChildLink(recorded: try #require(child.webhook).recorded) == nil)
        let task = AcceptedTask(id: "t", tenant: "x", createdAt: Timestamp(milliseconds: 1), request: [], child: link)
        #expect(try AcceptedTask(recorded: task.recorded) == task)
    }

    @Test
    func `what is missing in a record is told`() throws {
        let text = String(decoding: TaskRequest.fusion(try everything()).recorded, as: UTF8.self)
        for name in ["sources", "target", "options", "sha256", "bytes", "width", "height", "url", "events"] {
            let broken = text.replacingOccurrences(of: "\"\(name)\":", with: "\"other\":")
            let problem = #expect(throws: Problem.self) { try TaskRequest(recorded: Array(broken.utf8)) }
            #expect(problem?.code == .internalFault, "\(name)")
        }
    }

    @Test
    func `the bytes are sorted and full of defaults`() {
        let text = String(decoding: request().canonicalBytes, as: UTF8.self)
        #expect(
            text == """
                {"options":{"engine":"auto","eyes":"source","faces":{"mode":"one","order":"large-small"},\
                "fusion_degree":100,"label":"visible+metadata","priority":"normal"},\
                "sources":[[{"bytes":65000,"height":512,"sha256":"\(Self.image.sha256)","width":768}]],\
                "target":{"bytes":1,"height":64,"sha256":"\(Self.other.sha256)","width":64}}
                """
        )
    }

    @Test
    func `pictures and options make the content, webhooks do not`() throws {
        let plain = request()
        var options = RequestedOptions()
        options.fusionDegree = 99
        #expect(plain.contentDigest == request().contentDigest)
        #expect(plain.contentDigest.count == 32)
        #expect(plain.contentDigest != request(options: options).contentDigest)
        #expect(plain.contentDigest != request(sources: [[Self.other]]).contentDigest)
        let two = request(sources: [[Self.image, Self.other]])
        #expect(two.contentDigest != request(sources: [[Self.other, Self.image]]).contentDigest)
        #expect(two.contentDigest != request(sources: [[Self.image], [Self.other]]).contentDigest)
        let webhook = WebhookSubscription(url: try RemoteURL("https://example.org/"))
        #expect(plain.contentDigest == request(webhook: webhook).contentDigest)
    }

    @Test
    func `more pixels, faces and stages cost more`() throws {
        let plain = FusionCost.estimate(request())
        var options = RequestedOptions()
        options.faces.mode = .all
        #expect(FusionCost.estimate(request(options: options)) > plain)
        let wide = StoredImage(sha256: Self.image.sha256, bytes: 1, width: 8000, height: 6000)
        #expect(FusionCost.estimate(request(sources: [[wide]])) > plain)
        #expect(FusionCost.estimate(try everything()) > plain)
    }

    /// The benchmarks' own two rows, within a tenth.
    @Test(arguments: [(768, 768, 93), (6000, 4000, 501)])
    func `the cost is what the mesh engine was measured to take`(width: Int, height: Int, milliseconds: Int) {
        let source = StoredImage(sha256: "", bytes: 1, width: 768, height: 768)
        let target = StoredImage(sha256: "", bytes: 1, width: width, height: height)
        let request = FusionRequest(sources: [[source]], target: target, options: RequestedOptions(), webhook: nil)
        #expect(abs(FusionCost.estimate(request) - milliseconds) * 10 <= milliseconds)
    }
}
