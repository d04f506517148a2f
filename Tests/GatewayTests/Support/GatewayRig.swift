// SPDX-License-Identifier: Apache-2.0

import Foundation
import FusionAPI
import Logging
import Queue
import QueueSQLite
import ServiceLifecycle
import Storage
import Synchronization
import Testing

@testable import Gateway

/// The whole gateway on a free port, over a real queue and a real store in a folder of its own; the tests are its
/// workers.
final class GatewayRig: Sendable {
    let folder: String
    let store: SegmentStore
    let queue: any TaskQueue
    let parts: GatewayParts
    let leases: LeaseSource
    let client: TestClient
    let admin: TestClient

    private init(_ folder: String, _ parts: GatewayParts, _ store: SegmentStore, ports: [Int]) {
        self.folder = folder
        self.parts = parts
        self.store = store
        queue = parts.queue
        var generator = SystemRandomNumberGenerator()
        leases = LeaseSource(worker: WorkerID(using: &generator))
        client = TestClient(port: ports[0])
        admin = TestClient(port: ports[1])
    }

    /// Does something with a running gateway and cleans up behind it.
    ///
    /// - Parameters:
    ///   - folder: Where it keeps its data; `nil` for a new folder that is removed at the end.
    ///   - configure: Changes the configuration.
    ///   - adjust: Changes the parts.
    ///   - work: What is done.
    /// - Throws: What the work throws.
    static func with(
        folder: String? = nil,
        configure: (inout GatewayConfiguration) -> Void = { _ in },
        adjust: (inout GatewayParts) -> Void = { _ in },
        _ work: @Sendable (GatewayRig) async throws -> Void
    ) async throws {
        let path = folder ?? NSTemporaryDirectory() + "facefleet-gateway-\(UUID().uuidString)"
        defer { if folder == nil { try? FileManager.default.removeItem(atPath: path) } }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        var storage = StorageConfiguration()
        storage.segmentBytes = 8 << 20
        let store = try await SegmentStore.open(path + "/store", configuration: storage)
        let wall = WallClock { WallTime(milliseconds: Int(Date().timeIntervalSince1970 * 1000)) }
        var configuration = GatewayConfiguration(
            secret: [UInt8](0..<32),
            webhookSecrets: [try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))]
        )
        (configuration.port, configuration.adminPort) = (0, 0)
        configure(&configuration)
        var policy = QueuePolicy()
        policy.waitingMax = configuration.waitingMax
        let queue = try await SQLiteTaskQueue.open(in: path + "/queue", policy: policy, wall: wall)
        var parts = GatewayParts(
            configuration: configuration,
            queue: queue,
            store: store,
            spool: { store.spool() },
            wallClock: wall
        )
        parts.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        adjust(&parts)
        _ = try await Restorer(parts).run()
        let adjusted = parts
        try await run(adjusted) { ports in try await work(GatewayRig(path, adjusted, store, ports: ports)) }
        await queue.close()
        await store.close()
    }

    private static func run(_ parts: GatewayParts, _ work: @Sendable ([Int]) async throws -> Void) async throws {
        let (listening, heard) = AsyncStream<(place: Int, port: Int)>.makeStream()
        let services: [any Service] = [
            Housekeeper(parts), Archivist(parts), Notifier(parts),
            GatewayServer(.open, parts: parts) { heard.yield((0, $0)) },
            GatewayServer(.admin, parts: parts) { heard.yield((1, $0)) },
        ]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services, logger: parts.logger)
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var ports = [0, 0]
            var iterator = listening.makeAsyncIterator()
            for _ in 0..<2 {
                let found = try #require(await iterator.next())
                ports[found.place] = found.port
            }
            var failure: (any Error)?
            do { try await work(ports) } catch { failure = error }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            if let failure { throw failure }
        }
    }

    /// Takes the next task, as a worker does.
    func claim() async throws -> LeasedTask {
        while true {
            try Task.checkCancellation()
            let request = ClaimRequest(routes: [FusionTask.meshRoute], limit: 1, leases: leases)
            if let task = try await queue.claim(request).first { return task }
            await queue.doorbell.wait(for: [FusionTask.meshRoute])
        }
    }

    /// Publishes a result and settles, as a worker does.
    @discardableResult
    func succeed(_ leased: LeasedTask, with bytes: [UInt8]) async throws -> SettleResult {
        let id = ObjectID(tenant: leased.task.tenant.rawValue, name: leased.task.id.rawValue)
        let media = MediaDescription(contentType: "image/png", width: 64, height: 64)
        let outcome = try await store.putResult(id, Content(bytes), media: media)
        let info =
            switch outcome {
            case .stored(let info), .existing(let info): info
            }
        var report = TaskReport()
        report.timings = [TaskView.Timing(stage: "swap", milliseconds: 1)]
        report.metadata = try TaskRequest(recorded: leased.task.payload.request).metadata
        report.result = TaskReport.Result(
            contentType: "image/png",
            image: StoredImage(sha256: "\(info.digest)", bytes: bytes.count, width: 64, height: 64),
            expiresAtMilliseconds: info.expiresAtMilliseconds
        )
        let settlement = Settlement(.succeeded(report.recorded))
        return try await queue.settle(leased.task.id, lease: leased.lease, settlement)
    }

    /// Settles with a failure, as a worker does.
    func fail(_ leased: LeasedTask, with problem: Problem, retry: RetryAdvice = .permanent) async throws {
        var report = TaskReport()
        report.error = problem
        let failure = TaskFailure(code: problem.code.rawValue, retry: retry, error: report.recorded)
        _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.failed(failure)))
    }

    /// Posts a fusion of two small pictures and gives its name.
    func submit(options: String? = nil, fields: [String: String] = [:]) async throws -> String {
        let answer = try await client.post("/v1/fusions", form: Pictures.form(options: options), fields: fields)
        try #require(answer.status == 202, "\(answer.text)")
        return try #require(answer.json["id"]?.string)
    }
}
