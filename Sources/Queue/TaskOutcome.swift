// SPDX-License-Identifier: Apache-2.0

/// How a worker's hold on a task ended.
public enum TaskOutcome: Hashable, Sendable {
    /// The result is in the store; what there is to say of it, opaque.
    case succeeded([UInt8])
    /// It went wrong.
    case failed(TaskFailure)
    /// Given back unharmed: a drain, a lost machine. Counts nothing.
    case released
    /// The worker was told to stop, or its client left.
    case canceled
    /// The content policy refused it; the error object, opaque.
    case rejected([UInt8])
}
