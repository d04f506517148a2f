// SPDX-License-Identifier: Apache-2.0

/// What a transition has to know of the world.
public struct TransitionContext: Sendable {
    /// The task, for the jitter.
    public let task: TaskID
    /// The shard's time.
    public let now: ShardTime
    /// Whether the total deadline has passed.
    public let isOverdue: Bool
    /// Retries and crashes.
    public let policy: RetryPolicy

    /// A context.
    public init(task: TaskID, now: ShardTime, isOverdue: Bool, policy: RetryPolicy) {
        self.task = task
        self.now = now
        self.isOverdue = isOverdue
        self.policy = policy
    }

    /// The wait before the attempt after so many failures.
    func delay(_ advice: RetryAdvice, attempts: Int) -> Duration {
        switch advice {
        case .permanent, .outOfMemory(next: .some): .zero
        case .outOfMemory(next: nil): policy.outOfMemoryDelay
        case .transient: policy.backoff(task: task, attempts: attempts)
        }
    }
}
