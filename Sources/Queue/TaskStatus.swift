// SPDX-License-Identifier: Apache-2.0

/// Where a task stands.
public enum TaskStatus: Int, CaseIterable, Sendable {
    /// Waits for a worker.
    case queued = 0
    /// Waits for its next attempt.
    case delayed = 1
    /// A worker holds its lease.
    case running = 2
    /// Its result is in the store.
    case succeeded = 3
    /// It will not be tried again.
    case failed = 4
    /// Somebody took it back.
    case canceled = 5
    /// A deadline passed.
    case expired = 6
    /// Refused by the content policy.
    case rejected = 7

    /// Whether it is final.
    public var isTerminal: Bool { rawValue > TaskStatus.running.rawValue }

    /// The name in the interface; a delayed task is still queued there.
    public var name: String { self == .delayed ? "queued" : "\(self)" }
}
