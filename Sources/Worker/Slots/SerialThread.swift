// SPDX-License-Identifier: Apache-2.0

internal import Dispatch

/// An actor's own thread, which no other work can starve.
final class SerialThread: SerialExecutor {
    private let queue: DispatchQueue

    /// A thread with a name.
    init(label: String) { queue = DispatchQueue(label: label, qos: .userInteractive) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
