// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageCodecs
import Imaging
import Provenance
import RedisSupport
import S3Support
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite(
    .timeLimit(.minutes(3)),
    .enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"),
    .enabled(if: S3Server.isInstalled, "\(S3Server.skipped)")
)
struct `Gateways and workers apart` {
    private let workspace: Workspace
    private let redis: RedisServer
    private let s3: S3Server
    private let faces = FacefleetProcess.package.appending(path: "Examples/faces")

    init() throws {
        workspace = try Workspace()
        redis = try RedisServer()
        try redis.start()
        s3 = try S3Server()
        let made = try FacefleetProcess.run(["store", "init"], environment: variables)
        guard made.status == 0 else { throw RedisServer.Failure(words: made.errors) }
    }

    private var variables: [String: String] {
        [
            "FACEFLEET_QUEUE": "redis://\(redis.endpoint)", "FACEFLEET_STORE": "s3://faces/test",
            "FACEFLEET_S3_ENDPOINT": s3.endpoint, "AWS_ACCESS_KEY_ID": s3.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": s3.secretAccessKey, "FACEFLEET_SECRET": String(repeating: "ab", count: 32),
            "FACEFLEET_WEBHOOK_SECRETS": "whsec_" + Data(repeating: 7, count: 32).base64EncodedString(),
        ]
    }

    private func start(_ role: String, _ more: [String: String] = [:]) throws -> RunningService {
        try RunningService(role: role, variables: variables.merging(more) { $1 })
    }

    /// Sends a pair, with options where there are any, and gives the task's address.
    private func post(
        to gateway: RunningService,
        options: String? = nil,
        targets: [String] = ["p4_m_young_asian.png"],
        path: String = "v1/fusions"
    ) async throws -> URL {
        var body = Data()
        for (name, file) in [("source", "p1_f_young_cauc.png")] + targets.map({ ("target", $0) }) {
            body += Data(
                "--b\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(name).png\"\r\n\r\n".utf8
            )
            body += try Data(contentsOf: faces.appending(path: file)) + Data("\r\n".utf8)
        }
        if let options {
            body += Data("--b\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n\(options)\r\n".utf8)
        }
        var request = URLRequest(url: gateway.url.appending(path: path))
        request.httpMethod = "POST"
        request.setValue("multipart/form-data; boundary=b", forHTTPHeaderField: "Content-Type")
        request.httpBody = body + Data("--b--\r\n".utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        #expect(answer.statusCode == 202)
        let location = try #require(answer.value(forHTTPHeaderField: "Location"))
        return try #require(URL(string: location, relativeTo: gateway.url))
    }

    /// The task's status once it has ended; asks again while it waits or its queue is away.
    private func end(of task: URL) async throws -> String {
        var components = try #require(URLComponents(url: task, resolvingAgainstBaseURL: true))
        components.queryItems = [URLQueryItem(name: "wait", value: "5")]
        let url = try #require(components.url)
        while true {
            let (data, response) = try await URLSession.shared.data(from: url)
            guard (response as? HTTPURLResponse)?.statusCode == 200 else { continue }
            let json = try JSONSerialization.jsonObject(with: data) as? [String: Any]
            guard let status = json?["status"] as? String, !["queued", "running"].contains(status) else { continue }
            return status
        }
    }

    @Test func `fuse together, and another gateway knows it`() async throws {
        let (gateway, other) = (try start("gateway"), try start("gateway"))
        let workers = [try start("worker"), try start("worker")]
        let task = try await post(to: gateway)
        let events = other.url.appending(path: task.path).appending(path: "events")
        // Ends with the task, whichever gateway took it.
        let told = String(decoding: try await URLSession.shared.data(from: events).0, as: UTF8.self)
        #expect(told.contains("event: succeeded"), "\(told)")
        #expect(try await end(of: task) == "succeeded")
        let elsewhere = other.url.appending(path: task.path).appending(path: "result")
        let (bytes, response) = try await URLSession.shared.data(from: elsewhere)
        #expect((response as? HTTPURLResponse)?.statusCode == 200)
        #expect(try DecodedImage(decoding: [UInt8](bytes)).size.width == 768)
        #expect(try AIGCMetadata(readFrom: [UInt8](bytes))?.label == .generated)
        let ready = workers[0].url.appending(path: "readyz")
        #expect(try await URLSession.shared.data(from: ready).0 == Data("ready\n".utf8))
        s3.kill()
        #expect(try await URLSession.shared.data(from: ready).0 == Data("not ready\n".utf8))
        for service in workers + [other, gateway] { #expect(service.stop() == 0) }
    }

    @Test func `give a link into the bucket where that is wished`() async throws {
        let (gateway, worker) = (try start("gateway", ["FACEFLEET_RESULT_LINKS": "60"]), try start("worker"))
        let task = try await post(to: gateway)
        #expect(try await end(of: task) == "succeeded")
        let (bytes, response) = try await URLSession.shared.data(from: task.appending(path: "result"))
        let answer = try #require(response as? HTTPURLResponse)
        #expect(answer.statusCode == 200)
        #expect(answer.url?.absoluteString.hasPrefix(s3.endpoint) == true, "\(answer.url?.absoluteString ?? "")")
        #expect(try DecodedImage(decoding: [UInt8](bytes)).size.width == 768)
        #expect(worker.stop() == 0 && gateway.stop() == 0)
    }

    @Test func `fuse a person into several pictures as one batch, which either gateway tells of`() async throws {
        let (gateway, other) = (try start("gateway"), try start("gateway"))
        let targets = ["p4_m_young_asian.png", "p2_m_mid_cauc.png"]
        let batch = try await post(to: gateway, targets: targets, path: "v1/batches")
        let worker = try start("worker")
        #expect(try await end(of: batch) == "succeeded")
        let summary = try await json(other.url.appending(path: batch.path).appending(path: "summary"))
        #expect(summary["succeeded"] as? Int == 2 && summary["targets"] as? Int == 2)
        let items = try #require(summary["items"] as? [[String: Any]])
        for item in items {
            let link = try #require((item["result"] as? [String: Any])?["url"] as? String)
            let (bytes, _) = try await URLSession.shared.data(from: other.url.appending(path: link))
            #expect(try DecodedImage(decoding: [UInt8](bytes)).size.width == 768)
        }
        for service in [worker, other, gateway] { #expect(service.stop() == 0) }
    }

    @Test func `take what their pool is for, and are known to every gateway`() async throws {
        let gateway = try start("gateway")
        let worker = try start("worker", ["FACEFLEET_POOL": "spot", "FACEFLEET_CLASSES": "bulk"])
        let normal = try await post(to: gateway)
        #expect(try await end(of: try await post(to: gateway, options: "{\"priority\": \"bulk\"}")) == "succeeded")
        #expect(try await json(normal)["status"] as? String == "queued")
        let queue = try await json(gateway.url.appending(path: "v1/queue"))
        let workers = try #require(queue["workers"] as? [[String: Any]])
        #expect(workers.map { $0["pool"] as? String } == ["spot"])
        #expect(workers.map { $0["classes"] as? [String] } == [["bulk"]])
        #expect(queue["desired_workers"] as? Int == 1)
        let models = try await json(gateway.url.appending(path: "v1/models"))["items"] as? [[String: Any]]
        #expect(models?.contains { $0["engine"] as? String == "mesh" } == true)
        #expect(worker.stop() == 0)
        let left = try await json(gateway.url.appending(path: "v1/queue"))["workers"] as? [Any]
        #expect(left?.isEmpty == true)
        let other = try start("worker")
        #expect(try await end(of: normal) == "succeeded")
        #expect(other.stop() == 0 && gateway.stop() == 0)
    }

    private func json(_ url: URL) async throws -> [String: Any] {
        let (data, _) = try await URLSession.shared.data(from: url)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func `erase again what their queue forgot to have erased`() async throws {
        let (gateway, worker) = (try start("gateway"), try start("worker"))
        let task = try await post(to: gateway)
        #expect(try await end(of: task) == "succeeded")
        func status(_ method: String) async throws -> Int? {
            var request = URLRequest(url: task)
            request.httpMethod = method
            return (try await URLSession.shared.data(for: request).1 as? HTTPURLResponse)?.statusCode
        }
        #expect(try await status("DELETE") == 204)
        #expect(try await status("GET") == 410)
        // As a server has it that went back by the second in which it was erased: started, and nothing else.
        let script = """
            local x = cmsgpack.unpack(redis.call('HGET', KEYS[1], 'x')) x.fl = 2
            redis.call('HSET', KEYS[1], 'x', cmsgpack.pack(x))
            """
        try redis.cli("EVAL", script, "1", "{q0}:t:\(task.lastPathComponent)")
        #expect(try await status("GET") == 200)
        try redis.cli("DEL", "{q0}:reconciled")
        while try await status("GET") != 410 {}
        #expect(worker.stop() == 0 && gateway.stop() == 0)
    }

    @Test func `share a queue of several shards, and fill it again from the store`() async throws {
        let shards = ["FACEFLEET_QUEUE_SHARDS": "3"]
        let gateway = try start("gateway", shards)
        let task = try await post(to: gateway)
        // The tenant's slot.
        #expect(task.lastPathComponent.hasPrefix("dd"))
        let lines = try redis.cli("KEYS", "{q0*}:q:*").split(separator: "\n")
        #expect(lines.count == 1, "\(lines)")
        try redis.cli("FLUSHALL")
        let worker = try start("worker", shards)
        #expect(try await end(of: task) == "succeeded")
        #expect(worker.stop() == 0 && gateway.stop() == 0)
    }

    @Test func `take pictures that were put into the bucket itself`() async throws {
        let (gateway, worker) = (try start("gateway"), try start("worker"))
        func post(_ path: String, _ body: String? = nil) async throws -> (status: Int, json: [String: Any]) {
            var request = URLRequest(url: try #require(URL(string: path, relativeTo: gateway.url)))
            request.httpMethod = "POST"
            if let body {
                request.setValue("application/json", forHTTPHeaderField: "Content-Type")
                request.httpBody = Data(body.utf8)
            }
            let (data, response) = try await URLSession.shared.data(for: request)
            let status = try #require((response as? HTTPURLResponse)?.statusCode)
            return (status, try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]))
        }
        func place(_ bytes: Data?) async throws -> String {
            let (status, json) = try await post("v1/uploads?link=true")
            #expect(status == 201)
            let link = try #require((json["put_url"] as? String).flatMap(URL.init(string:)))
            #expect(link.absoluteString.hasPrefix(s3.endpoint))
            if let bytes {
                var request = URLRequest(url: link)
                request.httpMethod = "PUT"
                let (_, response) = try await URLSession.shared.upload(for: request, from: bytes)
                #expect((response as? HTTPURLResponse)?.statusCode == 200)
            }
            return #"{"upload": "\#(try #require(json["upload"] as? String))"}"#
        }
        let source = try await place(Data(contentsOf: faces.appending(path: "p1_f_young_cauc.png")))
        func fuse(into target: String) async throws -> (status: Int, json: [String: Any]) {
            try await post("v1/fusions", #"{"sources": [{"photos": [\#(source)]}], "target": \#(target)}"#)
        }
        #expect(try await fuse(into: place(nil)).status == 404)
        let refused = try await fuse(into: place(Data("no picture".utf8)))
        #expect(refused.status == 415 && refused.json["image"] as? String == "target")
        let large = try await fuse(into: place(Data(count: 20_000_001)))
        #expect(large.status == 413 && large.json["measured"] as? String == "20000001 bytes")
        let target = try await place(Data(contentsOf: faces.appending(path: "p2_m_mid_cauc.png")))
        let (status, task) = try await fuse(into: target)
        #expect(status == 202)
        let id = try #require(task["id"] as? String)
        #expect(try await end(of: gateway.url.appending(path: "v1/fusions/\(id)")) == "succeeded")
        #expect(worker.stop() == 0 && gateway.stop() == 0)
    }

    @Test func `share a tenant's rate`() async throws {
        let limits = ["FACEFLEET_RATE_LIMIT": "0.01", "FACEFLEET_RATE_BURST": "2"]
        let (gateway, other) = (try start("gateway", limits), try start("gateway", limits))
        _ = try await post(to: gateway)
        _ = try await post(to: other)
        var request = URLRequest(url: gateway.url.appending(path: "v1/uploads"))
        request.httpMethod = "POST"
        let (_, response) = try await URLSession.shared.data(for: request)
        #expect((response as? HTTPURLResponse)?.statusCode == 429)
        #expect(other.stop() == 0 && gateway.stop() == 0)
    }

    @Test func `lose nothing with their queue`() async throws {
        let gateway = try start("gateway")
        var tasks: [URL] = []
        for _ in 0..<3 { tasks.append(try await post(to: gateway)) }
        // Everything in it is gone: it writes nothing down.
        redis.kill()
        try redis.start()
        let worker = try start("worker")
        for task in tasks { #expect(try await end(of: task) == "succeeded") }
        #expect(worker.stop() == 0 && gateway.stop() == 0)
    }

    @Test(arguments: ["gateway", "worker"])
    func `say what they lack`(role: String) throws {
        let run = try FacefleetProcess.run([role], environment: ["FACEFLEET_QUEUE": "http://x:secret@y"])
        #expect(run.status == 2)
        #expect(run.errors.contains("FACEFLEET_QUEUE") && run.errors.contains("FACEFLEET_STORE"), "\(run.errors)")
        #expect(run.errors.contains("FACEFLEET_SECRET") == (role == "gateway"))
        #expect(!run.errors.contains("secret@"), "\(run.errors)")
    }

    @Test(arguments: [
        ["--lease", "2s"], ["--classes", "vip,slow"], ["--durability", "fsync"], ["--result-links", "60"],
        ["--rate-limit", "often"], ["--tenant-tasks", "x"], ["--pool", ""],
    ])
    func `say which setting makes no sense`(flag: [String]) throws {
        let run = try FacefleetProcess.run(["serve", "--data", workspace.folder.path] + flag)
        let variable = "FACEFLEET_" + flag[0].dropFirst(2).uppercased().replacing("-", with: "_")
        #expect(run.status == 2 && run.errors.contains(variable), "\(run.errors)")
    }

    @Test func `show no password of their queue`() throws {
        let queue = "rediss+sentinel://u:hidden@h:1/q"
        let variables = ["FACEFLEET_QUEUE": queue, "FACEFLEET_SENTINEL_PASSWORD": "hidden"]
        let run = try FacefleetProcess.run(["config"], environment: variables)
        #expect(!run.output.contains("hidden"), "\(run.output)")
        #expect(run.output.contains("rediss+sentinel://u:********@h:1/q"), "\(run.output)")
    }
}
