// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The threads of the slots, so that decoding and fusing never block the cooperative pool.
///
/// Tasks that prefer it, and whatever plain asynchronous code they call, run on the next free thread. They are threads
/// of its own rather than queues of Dispatch, which would move the work over many threads: the allocator keeps freed
/// memory for each thread that worked on pictures, 20 MB and more.
final class SlotExecutor: TaskExecutor {
    private let line: JobLine
    private let threads: [ObjectIdentifier]

    /// An executor of so many threads.
    init(threadCount: Int) {
        let line = JobLine()
        self.line = line
        let made = (0..<threadCount).map { number in
            let thread = Thread {
                while let entry = line.next() { entry.job.runSynchronously(on: entry.executor) }
            }
            thread.name = "facefleet.slot.\(number)"
            return thread
        }
        threads = made.map(ObjectIdentifier.init)
        for thread in made { thread.start() }
    }

    deinit { line.close(readerCount: threads.count) }

    /// Whether the calling code runs on one of these threads.
    var isCurrent: Bool { threads.contains(ObjectIdentifier(Thread.current)) }

    func enqueue(_ job: consuming ExecutorJob) {
        // A task retains the executor that it prefers, so that it lives for as long as it has a job.
        line.append(JobLine.Entry(job: UnownedJob(job), executor: asUnownedTaskExecutor()))
    }
}
