// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

/// The one thread that writes: it takes all appends that wait, writes them, syncs once and answers all of them.
///
/// The index changes on this thread only, after the sync, so nobody ever reads what a power cut could take back.
final class SegmentWriter: Sendable {
    typealias Answer = CheckedContinuation<Result<AppendOutcome, StorageError>, Never>

    private enum Job: Sendable {
        case append(Append, Answer)
        case exclusive(@Sendable () -> Void)
        case close(@Sendable () -> Void)
    }

    private struct Inbox {
        var jobs: [Job] = []
        var isScheduled = false
        var isClosed = false
        /// Whether the writer waits for more jobs.
        var isGathering = false
        /// How many appends the last group had, and how long it took.
        var lastGroupCount = 1
        var lastGroupTime = Duration.zero
    }

    /// Longest wait for others, however long a sync takes.
    private static let gatheringTimeMax = Duration.milliseconds(2)

    private let lane = DispatchQueue(label: "facefleet.storage.writer")
    private let arrival = DispatchSemaphore(value: 0)
    private let inbox = Mutex(Inbox())
    private let commit: Mutex<GroupCommit>

    init(_ commit: GroupCommit) { self.commit = Mutex(commit) }

    /// Appends a frame; returns when it is durable.
    func append(_ append: Append) async throws(StorageError) -> AppendOutcome {
        try append.checkLength()
        let result: Result<AppendOutcome, StorageError> = await withCheckedContinuation { continuation in
            if !submit(.append(append, continuation)) {
                continuation.resume(returning: .failure(StorageError(.closed, "the store was closed")))
            }
        }
        return try result.get()
    }

    /// Runs `work` between two groups, when no append is half-way.
    func exclusively<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            if !submit(.exclusive { continuation.resume(returning: .success(work())) }) {
                continuation.resume(returning: .failure(StorageError(.closed, "the store was closed")))
            }
        }
        return try result.get()
    }

    /// Answers what waits, seals the segment and takes nothing more.
    func close() async {
        await withCheckedContinuation { continuation in
            if !submit(.close { continuation.resume() }) { continuation.resume() }
        }
    }

    private func submit(_ job: Job) -> Bool {
        let (isTaken, schedules, wakes) = inbox.withLock { inbox in
            guard !inbox.isClosed else { return (false, false, false) }
            if case .close = job { inbox.isClosed = true }
            inbox.jobs.append(job)
            let schedules = !inbox.isScheduled
            inbox.isScheduled = true
            let wakes = inbox.isGathering && (inbox.isClosed || inbox.jobs.count >= inbox.lastGroupCount)
            if wakes { inbox.isGathering = false }
            return (true, schedules, wakes)
        }
        if wakes { arrival.signal() }
        if schedules { lane.async { self.drain() } }
        return isTaken
    }

    private func drain() {
        while true {
            gather()
            let jobs = inbox.withLock { inbox in
                defer { inbox.jobs.removeAll(keepingCapacity: true) }
                inbox.isScheduled = !inbox.jobs.isEmpty
                return inbox.jobs
            }
            guard !jobs.isEmpty else { return }
            run(jobs)
        }
    }

    /// Waits a moment for as many as came last time, at most for half the time that a sync takes.
    ///
    /// Those who were answered together soon come again together. Without this the first of them would get a sync of
    /// its own and the others would wait for two.
    private func gather() {
        let patience = inbox.withLock { inbox -> Duration? in
            guard !inbox.jobs.isEmpty, !inbox.isClosed, inbox.jobs.count < inbox.lastGroupCount else { return nil }
            inbox.isGathering = true
            return min(inbox.lastGroupTime / 2, Self.gatheringTimeMax)
        }
        guard let patience else { return }
        let nanoseconds = Int(patience.components.attoseconds / 1_000_000_000)
        guard arrival.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .timedOut else { return }
        let isSignalled = inbox.withLock { inbox in
            defer { inbox.isGathering = false }
            return !inbox.isGathering
        }
        if isSignalled { arrival.wait() }
    }

    private func run(_ jobs: [Job]) {
        var group: [(Append, Answer)] = []
        for job in jobs {
            switch job {
            case .append(let append, let continuation): group.append((append, continuation))
            case .exclusive(let work):
                answer(group)
                group.removeAll()
                work()
            case .close(let done):
                answer(group)
                group.removeAll()
                commit.withLock { $0.close() }
                done()
            }
        }
        answer(group)
    }

    private func answer(_ group: [(append: Append, answer: Answer)]) {
        guard !group.isEmpty else { return }
        let start = ContinuousClock.now
        let results = commit.withLock { $0.run(group.map(\.append)) }
        let time = ContinuousClock.now - start
        inbox.withLock { inbox in
            inbox.lastGroupCount = group.count
            inbox.lastGroupTime = time
        }
        for (result, (_, answer)) in zip(results, group) { answer.resume(returning: result) }
    }
}
