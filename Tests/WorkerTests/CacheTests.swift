// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `A cache of analyses` {
    private let clock = ManualClock()

    private func cache(byteCountMax: Int = 100, timeToLive: Duration = .seconds(60)) -> AnalysisCache<Int> {
        var limits = CacheLimits()
        limits.byteCountMax = byteCountMax
        limits.timeToLive = timeToLive
        return AnalysisCache(limits: limits, clock: WorkerClock(clock))
    }

    private func key(_ sha256: String, tenant: String = "a", models: String = "m") -> AnalysisKey {
        AnalysisKey(picture: .init(tenant: tenant, sha256: sha256), models: models)
    }

    @Test func `knows pictures by tenant, content and models`() {
        let cache = cache()
        cache.insert(1, for: key("x"), byteCount: 1)
        #expect(cache.value(for: key("x")) == 1)
        #expect(cache.value(for: key("y")) == nil)
        #expect(cache.value(for: key("x", tenant: "b")) == nil)
        #expect(cache.value(for: key("x", models: "n")) == nil)
    }

    @Test func `keeps no more bytes than it may, dropping what was used least recently`() {
        let cache = cache()
        cache.insert(1, for: key("1"), byteCount: 40)
        cache.insert(2, for: key("2"), byteCount: 40)
        #expect(cache.value(for: key("1")) == 1)
        cache.insert(3, for: key("3"), byteCount: 40)
        #expect(cache.byteCount == 80)
        #expect(cache.value(for: key("2")) == nil)
        #expect(cache.value(for: key("1")) == 1)
        #expect(cache.value(for: key("3")) == 3)
        cache.insert(4, for: key("4"), byteCount: 101)
        #expect(cache.value(for: key("4")) == nil)
        #expect(cache.count == 2)
        cache.insert(5, for: key("1"), byteCount: 10)
        #expect(cache.byteCount == 50)
    }

    @Test func `forgets an entry after its time, which use does not prolong`() {
        let cache = cache()
        cache.insert(1, for: key("1"), byteCount: 1)
        clock.advance(by: .seconds(59))
        #expect(cache.value(for: key("1")) == 1)
        clock.advance(by: .seconds(1))
        #expect(cache.value(for: key("1")) == nil)
        #expect(cache.byteCount == 0)
    }

    @Test func `forgets what nobody asks for, too`() {
        let cache = cache()
        cache.insert(1, for: key("1"), byteCount: 1)
        clock.advance(by: .seconds(30))
        cache.insert(2, for: key("2"), byteCount: 1)
        clock.advance(by: .seconds(30))
        cache.removeExpired()
        #expect(cache.count == 1)
    }

    @Test func `evicts one tenant's picture, and a task that still has it does not bring it back`() {
        let cache = cache()
        for tenant in ["a", "b"] { cache.insert(1, for: key("x", tenant: tenant), byteCount: 1) }
        cache.insert(1, for: key("x", models: "n"), byteCount: 1)
        cache.insert(1, for: key("y"), byteCount: 1)
        cache.evict(tenant: "a", digests: ["x"])
        #expect(cache.value(for: key("x")) == nil)
        #expect(cache.value(for: key("x", models: "n")) == nil)
        #expect(cache.value(for: key("x", tenant: "b")) == 1)
        #expect(cache.value(for: key("y")) == 1)
        cache.insert(1, for: key("x"), byteCount: 1)
        #expect(cache.value(for: key("x")) == nil)
        clock.advance(by: .seconds(60))
        cache.removeExpired()
        cache.insert(1, for: key("x"), byteCount: 1)
        #expect(cache.value(for: key("x")) == 1)
    }

    @Test func `keeps nothing where it may not`() {
        for cache in [cache(byteCountMax: 0), cache(timeToLive: .zero)] {
            cache.insert(1, for: key("x"), byteCount: 1)
            #expect(cache.count == 0)
        }
    }
}
