// SPDX-License-Identifier: Apache-2.0

/// A task as it stands now.
public struct TaskRecord: Hashable, Sendable {
    /// The task.
    public let task: FusionTask
    /// Its place in line.
    public let sequence: Int
    /// Its state.
    public let state: TaskState
    /// When a worker last took it.
    public let started: WallTime?
    /// When it ended.
    public let ended: WallTime?
    /// What the worker said of the result, opaque, when succeeded.
    public let result: [UInt8]?
    /// The last failure's code.
    public let failureCode: String?
    /// The last failure's or refusal's error object, opaque.
    public let error: [UInt8]
    /// What its worker last reported.
    public var progress: TaskProgress?
    /// What stands before it, while it waits.
    public var place: WaitingPlace?

    /// Whether it waits for a worker or for its next attempt.
    package var isWaiting: Bool { [.queued, .delayed].contains(state.status) }

    package init(task: FusionTask, sequence: Int, state: TaskState, history: History) {
        self.task = task
        self.sequence = sequence
        self.state = state
        started = history.started
        ended = history.ended
        result = history.result
        failureCode = history.failureCode
        error = history.error
    }

    /// What a backend keeps beside the state.
    package struct History: Hashable, Sendable {
        package var started: WallTime?
        package var ended: WallTime?
        package var result: [UInt8]?
        package var failureCode: String?
        package var error: [UInt8] = []

        package init() {}

        /// Notes what an outcome says, unless the task was cancelled or erased meanwhile.
        package mutating func note(_ outcome: TaskOutcome, state: TaskState) {
            switch outcome {
            case .succeeded(let bytes): result = state.status == .succeeded ? bytes : nil
            case .failed(let failure):
                failureCode = failure.code
                error = failure.error
            case .rejected(let object):
                failureCode = "content_blocked"
                error = object
            case .released, .canceled: break
            }
        }
    }
}
