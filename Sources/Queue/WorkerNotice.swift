// SPDX-License-Identifier: Apache-2.0

/// What a process of workers says of itself, for whoever counts workers; the queue never reads it.
public struct WorkerNotice: Hashable, Sendable {
    /// The process.
    public let worker: WorkerID
    /// What it says.
    public let content: [UInt8]

    /// A notice.
    public init(worker: WorkerID, content: [UInt8]) {
        self.worker = worker
        self.content = content
    }
}
