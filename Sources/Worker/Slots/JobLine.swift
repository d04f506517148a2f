// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

/// Jobs in the order in which they came, for threads that wait for the next one.
final class JobLine: Sendable {
    /// A job and whom it is for.
    struct Entry: Sendable {
        /// What is to run.
        let job: UnownedJob
        /// The executor that the job finds itself on.
        let executor: UnownedTaskExecutor
    }

    private let waiting = Mutex<[Entry]>([])
    /// One for each entry, and one for each reader once the line is closed.
    private let arrivals = DispatchSemaphore(value: 0)

    /// Puts a job at the end.
    func append(_ entry: Entry) {
        waiting.withLock { $0.append(entry) }
        arrivals.signal()
    }

    /// The next job; blocks until there is one.
    ///
    /// - Returns: `nil` when the line is closed and empty.
    func next() -> Entry? {
        arrivals.wait()
        return waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    /// Ends the readers' wait; nothing may be appended any more.
    func close(readerCount: Int) { for _ in 0..<readerCount { arrivals.signal() } }
}
