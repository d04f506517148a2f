// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue

extension RetryAdvice {
    /// Whether a failed task is worth another attempt.
    ///
    /// Bad pictures and requests never are; faults of ours and of the machine are, and end as dead letters that can be
    /// replayed.
    init(_ code: ProblemCode) {
        switch code {
        case .outOfMemory: self = .afterOutOfMemory
        case .internalFault, .storageFailed, .queueUnavailable: self = .transient
        default: self = .permanent
        }
    }

    /// The last rung of the out-of-memory ladder: the engine's own rungs (smaller batches, a new session, tiles) come
    /// before it.
    ///
    /// No route has more memory than another yet, so the queue waits a minute.
    static let afterOutOfMemory = RetryAdvice.outOfMemory(next: nil)
}
