// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import NIOCore
internal import Queue

/// One task's events until it ends, as they go over the wire.
struct EventStream {
    private typealias Frames = AsyncStream<ByteBuffer>.Continuation

    private let id: TaskID
    private let parts: GatewayParts
    private let frames: Frames
    private var seen: UInt64
    /// Beats in a row at which the queue did not know the task.
    private var misses = 0

    /// The frames of a task's events; ends after the terminal one.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - parts: What it works with.
    ///   - seen: The number of the last event that the client has; 0 for none.
    /// - Returns: Frames, each whole.
    static func frames(of id: TaskID, parts: GatewayParts, seen: UInt64) -> AsyncStream<ByteBuffer> {
        // A client that reads slowly misses progress, never the end.
        AsyncStream(bufferingPolicy: .bufferingNewest(TaskEventHub.taskBufferMax)) { frames in
            let task = Task {
                var stream = EventStream(id: id, parts: parts, frames: frames, seen: seen)
                do {
                    try await stream.run()
                } catch {
                    parts.logger.warning("an event stream broke off", metadata: ["task": "\(id)", "error": "\(error)"])
                }
                frames.finish()
            }
            frames.onTermination = { _ in task.cancel() }
        }
    }

    private mutating func run() async throws {
        // Watched before it is looked at: nothing in between is missed.
        let events = parts.queue.events.events(of: id)
        guard let record = try await parts.queue.record(of: id), try await !tell(record) else { return }
        // A silent connection is kept open, and one whose client is gone is found out.
        for await change in merged(events, Heartbeats(every: Self.beat, clock: parts.clock)) {
            switch change {
            case .beat:
                frames.yield(ByteBuffer(bytes: ServerSentEvent.heartbeat))
                if try await look() { return }
            case .event(let event):
                if event.progress == nil, UInt64(event.revision) <= seen { continue }
                guard let record = try await parts.queue.record(of: id) else { return }
                if event.progress != nil {
                    try await tellProgress(record)
                } else if try await tell(record) {
                    return
                }
            }
        }
        // The hub ended the sequence: the task has ended.
        if let record = try await parts.queue.record(of: id) { _ = try await tell(record) }
    }

    /// Tells what happened while the queue's server was away, which was told to nobody; says whether that is all.
    ///
    /// A server that is away, or that has not been given back what it lost, ends no stream.
    private mutating func look() async throws -> Bool {
        let found: TaskRecord?
        do throws(TaskQueueError) {
            found = try await parts.queue.record(of: id)
        } catch {
            return false
        }
        misses = found == nil ? misses + 1 : 0
        guard let found else { return misses == Self.missesMax }
        return try await tell(found)
    }

    /// Tells where the task stands, unless that was told; says whether it was the last event.
    private mutating func tell(_ record: TaskRecord) async throws -> Bool {
        let revision = UInt64(record.state.revision)
        let kind = ServerSentEvent.Kind(record.state)
        if revision > seen {
            seen = revision
            let json = try await TaskPresenter(parts: parts).view(of: record).json
            frames.yield(ByteBuffer(bytes: ServerSentEvent(identifier: revision, kind: kind, data: json).frame))
        }
        return kind.isTerminal
    }

    private func tellProgress(_ record: TaskRecord) async throws {
        guard record.state.status == .running else { return }
        let json = try await TaskPresenter(parts: parts).view(of: record).json
        frames.yield(ByteBuffer(bytes: ServerSentEvent(identifier: seen, kind: .progress, data: json).frame))
    }

    private static let beat = Duration.seconds(15)
    private static let missesMax = 4
}

extension ServerSentEvent.Kind {
    /// What is told of a task that stands like this.
    init(_ state: TaskState) {
        self =
            switch state.status {
            case .queued: state.hasStarted ? .retrying : .queued
            case .delayed: .retrying
            case .running: .started
            case .succeeded: .succeeded
            case .failed: .failed
            case .canceled: .canceled
            case .expired: .expired
            case .rejected: .rejected
            }
    }
}
