// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock that stands still until it is moved; whoever sleeps on it wakes when its time has come.
public final class ManualClock: Clock {
    /// A time of the clock, counted from its start.
    public struct Instant: InstantProtocol {
        /// The time since the start.
        public let sinceStart: Duration

        /// The time so much later.
        public func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        /// From here to there.
        public func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        /// The earlier first.
        public static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private struct Sleeper {
        var deadline: Instant
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var now = Instant(sinceStart: .zero)
        var nextKey = 0
        var sleepers: [Int: Sleeper] = [:]
        var canceled: Set<Int> = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        mutating func takeWatchers() -> [CheckedContinuation<Void, Never>] {
            let count = sleepers.count
            let ready = watchers.filter { $0.count <= count }
            watchers.removeAll { $0.count <= count }
            return ready.map(\.continuation)
        }
    }

    private let state = Mutex(State())

    /// A clock at its start.
    public init() {}

    /// The time now.
    public var now: Instant { state.withLock(\.now) }
    /// None: it moves as it is moved.
    public var minimumResolution: Duration { .zero }
    /// How many sleep.
    public var sleeperCount: Int { state.withLock(\.sleepers.count) }

    /// Moves the clock and wakes whoever slept until now.
    public func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for key in due.keys { state.sleepers[key] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume(returning: true) }
    }

    /// Returns once so many sleep at the same time.
    public func waitForSleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    /// Sleeps until the clock is moved there.
    public func `sleep`(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let key = state.withLock { state in
            state.nextKey += 1
            return state.nextKey
        }
        let hasCome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enter(key, Sleeper(deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            leave(key)
        }
        state.withLock { _ = $0.canceled.remove(key) }
        if !hasCome { throw CancellationError() }
    }

    private func enter(_ key: Int, _ sleeper: Sleeper) {
        let (answer, watchers) = state.withLock { state -> (Bool?, [CheckedContinuation<Void, Never>]) in
            if state.canceled.remove(key) != nil { return (false, []) }
            if sleeper.deadline <= state.now { return (true, []) }
            state.sleepers[key] = sleeper
            return (nil, state.takeWatchers())
        }
        if let answer { sleeper.continuation.resume(returning: answer) }
        for watcher in watchers { watcher.resume() }
    }

    private func leave(_ key: Int) {
        let sleeper = state.withLock { state in
            let sleeper = state.sleepers.removeValue(forKey: key)
            if sleeper == nil { state.canceled.insert(key) }
            return sleeper
        }
        sleeper?.continuation.resume(returning: false)
    }
}
