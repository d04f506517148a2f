// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Analyses of pictures, in memory only: bounded in bytes and in time, the least recently used leaves first.
///
/// Finding whom to drop looks at every entry; with analyses of about half a megabyte there are some hundreds at most.
final class AnalysisCache<Value: Sendable>: Sendable {
    private struct Entry {
        var value: Value
        var byteCount: Int
        var expires: WorkerClock.Instant
        var lastUse: Int
    }

    private struct State {
        var entries: [AnalysisKey: Entry] = [:]
        /// Pictures that were erased, and until when a task that still has them may not bring them back.
        var erased: [AnalysisKey.Picture: WorkerClock.Instant] = [:]
        var byteCount = 0
        var useCount = 0

        mutating func remove(_ key: AnalysisKey) {
            if let entry = entries.removeValue(forKey: key) { byteCount -= entry.byteCount }
        }
    }

    private let limits: CacheLimits
    private let clock: WorkerClock
    private let state = Mutex(State())

    /// An empty cache.
    init(limits: CacheLimits, clock: WorkerClock) {
        self.limits = limits
        self.clock = clock
    }

    /// The bytes that are kept.
    var byteCount: Int { state.withLock(\.byteCount) }
    /// The number of entries.
    var count: Int { state.withLock(\.entries.count) }

    /// What was kept under a key, unless its time is over.
    func value(for key: AnalysisKey) -> Value? {
        let now = clock.now
        return state.withLock { state in
            guard let entry = state.entries[key] else { return nil }
            guard now < entry.expires else {
                state.remove(key)
                return nil
            }
            state.useCount += 1
            state.entries[key]?.lastUse = state.useCount
            return entry.value
        }
    }

    /// Keeps a value, unless it is larger than the whole cache or its picture was just erased.
    func insert(_ value: Value, for key: AnalysisKey, byteCount: Int) {
        let expires = clock.now.advanced(by: limits.timeToLive)
        state.withLock { state in
            state.remove(key)
            guard byteCount <= limits.byteCountMax, limits.timeToLive > .zero, state.erased[key.picture] == nil else {
                return
            }
            while state.byteCount + byteCount > limits.byteCountMax,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.remove(oldest.key)
            }
            state.useCount += 1
            state.byteCount += byteCount
            state.entries[key] = Entry(
                value: value,
                byteCount: byteCount,
                expires: expires,
                lastUse: state.useCount
            )
        }
    }

    /// Forgets a tenant's pictures, and keeps none of them again while a task that has them may still run.
    func evict(tenant: String, digests: Set<String>) {
        let pictures = digests.map { AnalysisKey.Picture(tenant: tenant, sha256: $0) }
        let expires = clock.now.advanced(by: limits.timeToLive)
        state.withLock { state in
            for picture in pictures { state.erased[picture] = expires }
            for key in state.entries.keys where state.erased[key.picture] != nil { state.remove(key) }
        }
    }

    /// Forgets what nobody asked for since its time was over.
    func removeExpired() {
        let now = clock.now
        state.withLock { state in
            for (key, entry) in state.entries where entry.expires <= now { state.remove(key) }
            state.erased = state.erased.filter { $0.value > now }
        }
    }
}

/// What an analysis is of: a picture by its content, for one tenant, by certain models.
struct AnalysisKey: Hashable, Sendable {
    /// A tenant's picture.
    struct Picture: Hashable, Sendable {
        /// Whose it is: one tenant's analysis never serves another.
        let tenant: String
        /// Its SHA-256, in hexadecimal digits.
        let sha256: String
    }

    /// The picture.
    let picture: Picture
    /// The digests of the models that looked at it.
    let models: String
}
