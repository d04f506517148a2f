// SPDX-License-Identifier: Apache-2.0

import Foundation
import FusionAPI
import Imaging
import Logging
import Queue
import QueueReference
import Storage
import Synchronization
import Testing

@testable import Worker

/// A worker with the real engine, the reference queue and a real store in a folder of its own.
final class WorkerRig: Sendable {
    let queue: ReferenceQueue
    let store: SegmentStore
    let wall = ManualWall()
    let folder: String
    private let numbers = Mutex(0)

    init() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "facefleet-worker-\(UUID().uuidString)")
        folder = path.path
        var configuration = StorageConfiguration()
        configuration.segmentBytes = 8 << 20
        store = try await SegmentStore.open(folder, configuration: configuration)
        queue = ReferenceQueue(wall: wall.clock)
    }

    /// Does something with a rig and cleans up behind it.
    static func with<Value>(_ work: (WorkerRig) async throws -> Value) async throws -> Value {
        let rig = try await WorkerRig()
        let result = await Result { () async throws in try await work(rig) }
        await rig.store.close()
        try FileManager.default.removeItem(atPath: rig.folder)
        return try result.get()
    }

    /// A worker, not running.
    func worker(
        observer: WorkerObserver = WorkerObserver(),
        clock: some Clock<Duration> = ContinuousClock(),
        store: (any ObjectStore)? = nil,
        configure: (inout WorkerConfiguration) -> Void = { _ in }
    ) throws -> FusionWorker {
        var configuration = WorkerConfiguration()
        configuration.slots = 2
        configure(&configuration)
        var parts = WorkerParts(queue: queue, store: store ?? self.store, wallClock: wall.clock)
        parts.observer = observer
        parts.logger = Self.silent
        return try FusionWorker(
            engine: try TestEngine.engine(),
            parts: parts,
            configuration: configuration,
            clock: clock
        )
    }

    /// Lets a worker run while something is done.
    func running<Value: Sendable>(_ worker: FusionWorker, _ work: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            let value = try await work()
            group.cancelAll()
            try await group.waitForAll()
            return value
        }
    }

    /// Accepts a fusion as the gateway does, and enqueues it.
    func submit(
        source: [UInt8],
        target: [UInt8],
        tenant: String = "default",
        deadlines: TaskDeadlines = TaskDeadlines(),
        options: (inout RequestedOptions) -> Void = { _ in }
    ) async throws -> TaskID {
        var requested = RequestedOptions()
        options(&requested)
        let request = FusionRequest(
            sources: [[Self.image(source)]],
            target: Self.image(target),
            options: requested,
            webhook: nil
        )
        return try await submit(
            .fusion(request),
            inputs: [(.source(person: 0, photo: 0), source), (.target, target)],
            tenant: tenant,
            deadlines: deadlines
        )
    }

    /// Accepts a search for faces, and enqueues it.
    func submit(detectionIn picture: [UInt8]) async throws -> TaskID {
        let request = DetectionRequest(image: Self.image(picture))
        return try await submit(.detection(request), inputs: [(.target, picture)], tenant: "default")
    }

    /// Accepts a request and enqueues it.
    func submit(
        _ request: TaskRequest,
        inputs: [(InputRole, [UInt8])],
        tenant: String,
        deadlines: TaskDeadlines = TaskDeadlines()
    ) async throws -> TaskID {
        let number = numbers.withLock { number in
            number += 1
            return number
        }
        let id = try #require(TaskID("task-\(number)"))
        let record = ObjectID(tenant: tenant, name: id.rawValue)
        let bytes = request.recorded
        let accepted = AcceptRecord(
            id: record,
            request: Content(bytes),
            inputs: inputs.map { AcceptInput(role: $0.0, origin: .content(Content($0.1))) }
        )
        _ = try await store.accept(accepted)
        let kind: TaskKind = if case .fusion = request { .fusion } else { .detection }
        let task = FusionTask(
            id: id,
            owner: TaskOwner(tenant: TenantID(tenant)),
            work: TaskWork(kind: kind, route: .mesh, cost: Cost(request.costEstimate)),
            schedule: TaskSchedule(created: wall.now, deadlines: deadlines),
            payload: TaskPayload(
                request: bytes,
                record: record.description,
                storedBytes: inputs.reduce(0) { $0 + $1.1.count },
                digest: request.contentDigest
            )
        )
        _ = try await queue.enqueue(task)
        return id
    }

    /// The task once it has ended.
    func ended(_ id: TaskID) async throws -> TaskRecord {
        let events = queue.events.events(of: id)
        if let record = try await queue.record(of: id), record.state.status.isTerminal { return record }
        for await event in events where event.status.isTerminal { break }
        return try #require(try await queue.record(of: id))
    }

    /// What the worker said of a task that succeeded.
    func report(_ id: TaskID) async throws -> TaskReport {
        let record = try await ended(id)
        #expect(record.state.status == .succeeded, "\(String(decoding: record.error, as: UTF8.self))")
        return try TaskReport(recorded: record.result ?? [])
    }

    /// Why a task failed.
    func problem(_ id: TaskID) async throws -> Problem {
        let record = try await ended(id)
        #expect(record.state.status == .failed)
        return try #require(try TaskReport(recorded: record.error).error)
    }

    /// The published result; `nil` without one.
    func result(_ id: TaskID, tenant: String = "default") async throws -> [UInt8]? {
        do {
            switch try await store.result(ObjectID(tenant: tenant, name: id.rawValue), range: nil) {
            case .bytes(let bytes): return bytes
            case .file(let range): return try range.read()
            }
        } catch {
            guard error.code == .notFound || error.code == .erased else { throw error }
            return nil
        }
    }

    /// Lets the calling thread, a slot's, wait for something asynchronous.
    func block(_ work: @escaping @Sendable () async throws -> Void) {
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do { try await work() } catch { Issue.record(error) }
            done.signal()
        }
        done.wait()
    }

    /// Cancels a task from a slot's own thread and waits until the worker has heard of it.
    func cancelAndWait(_ id: TaskID, _ worker: FusionWorker) {
        block {
            _ = try await self.queue.cancel(id)
            await until { (await worker.keeper.holds.values.first { $0.leased.task.id == id })?.isInterrupted == true }
        }
    }

    /// Returns once the worker has given up on what runs.
    func waitForDrain(of worker: FusionWorker) async {
        await until { await worker.keeper.isDraining }
    }

    /// Returns once so many settlements were made.
    func waitForSettlements(_ count: Int) async {
        await until { self.queue.settled.count >= count }
    }

    /// Where nobody reads the log.
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// What the gateway notes of a picture.
    static func image(_ file: [UInt8]) -> StoredImage {
        let size = (try? ImageHeader.parse(file.span).displaySize) ?? PixelSize(width: 64, height: 64)
        return StoredImage(
            sha256: ContentDigest(of: file).description,
            bytes: file.count,
            width: size.width,
            height: size.height
        )
    }
}

extension Result where Failure == any Error {
    /// What an asynchronous piece of work came to.
    init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
