// SPDX-License-Identifier: Apache-2.0

internal import Queue

/// Carries progress to the queue without the slots waiting for it; when the queue is slow, older news is dropped.
struct ProgressRelay: Sendable {
    private struct News: Sendable {
        var progress: TaskProgress
        var task: TaskID
        var lease: LeaseID
    }

    /// The newest news kept.
    static let bufferMax = 1024

    private let queue: any TaskQueue
    private let stream: AsyncStream<News>
    private let continuation: AsyncStream<News>.Continuation

    /// A relay; somebody has to ``run()`` it.
    init(to queue: any TaskQueue) {
        self.queue = queue
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.bufferMax))
    }

    /// Notes how far a task is.
    func tell(_ progress: TaskProgress, of hold: LeaseHold) {
        continuation.yield(News(progress: progress, task: hold.leased.task.id, lease: hold.leased.lease))
    }

    /// Passes on what is told, until cancelled.
    func run() async {
        for await news in stream { await queue.report(news.progress, of: news.task, lease: news.lease) }
    }
}
