// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct `Objects whose time is over` {
    private let folder: TemporaryFolder
    private let clock = SettableClock()
    private var path: String { folder.path("data") }

    init() throws { folder = try TemporaryFolder() }

    private func open() async throws -> SegmentStore { try await StoreFixture.open(path, clock: clock.clock) }

    private func code(_ body: () async throws -> Void) async -> StorageError.Code? {
        await #expect(throws: StorageError.self) { try await body() }?.code
    }

    @Test func `results and final records go after a day, and what inputs were left with them`() async throws {
        var store = try await open()
        try await store.accept("a1")
        try await store.putResult("a1")
        try await store.putFinal("a1")
        clock.advance(by: .seconds(24 * 3600 - 1))
        _ = try await store.sweep()
        #expect(try await store.result(StoreFixture.id("a1"), range: nil).read() == StoreFixture.result("a1"))
        clock.advance(by: .seconds(1))
        // Before any sweep, too.
        #expect(await code { _ = try await store.result(StoreFixture.id("a1"), range: nil) } == .notFound)
        #expect(await code { _ = try await store.finalRecord(StoreFixture.id("a1")) } == .notFound)
        clock.advance(by: .seconds(60))
        let report = try await store.sweep()
        #expect(report.expiredObjects == 2)
        #expect(await code { _ = try await store.acceptedRecord(StoreFixture.id("a1")) } == .notFound)
        for bytes in [StoreFixture.source("a1"), StoreFixture.result("a1"), StoreFixture.final("a1")] {
            #expect(try Segments.files(in: path, holding: bytes) == [])
        }
        await store.close()
        store = try await open()
        #expect(try await store.acceptedNames() == [])
        #expect(store.recovery.damages == [])
    }

    @Test func `a dead letter keeps its inputs and its final record for a week, also over a restart`() async throws {
        var store = try await open()
        try await store.accept("a1")
        try await store.putFinal("a1", status: "failed", isDeadLetter: true)
        clock.advance(by: .seconds(24 * 3600 + 120))
        _ = try await store.sweep()
        await store.close()
        store = try await open()
        let id = StoreFixture.id("a1")
        let final = try await store.finalRecord(id)
        #expect(final.isDeadLetter && final.status == "failed")
        // It has ended: whoever fills a queue from the records leaves it out.
        #expect(try await store.acceptedRecord(id).hasFinal)
        let body = try await store.input(InputID(record: id, index: 1), range: nil)
        #expect(try body.read() == StoreFixture.target("a1"))
        clock.advance(by: .seconds(6 * 24 * 3600))
        _ = try await store.sweep()
        #expect(await code { _ = try await store.acceptedRecord(id) } == .notFound)
        #expect(await code { _ = try await store.finalRecord(id) } == .notFound)
        await store.close()
        store = try await open()
        #expect(try await store.acceptedNames() == [])
    }

    @Test func `an upload lives for an hour, or as long as a record names it`() async throws {
        let store = try await open()
        for name in ["u1", "u2"] { try await store.putUpload(name) }
        try await store.accept("a1", upload: "u1")
        clock.advance(by: .seconds(3660))
        _ = try await store.sweep()
        #expect(await code { _ = try await store.uploadInfo(StoreFixture.id("u2")) } == .notFound)
        #expect(await code { try await store.accept("a2", upload: "u2") } == .notFound)
        let body = try await store.input(InputID(record: StoreFixture.id("a1"), index: 1), range: nil)
        #expect(try body.read() == StoreFixture.upload("u1"))
        try await store.removeInputs(of: [StoreFixture.id("a1")])
        clock.advance(by: .seconds(60))
        _ = try await store.sweep()
        #expect(await code { _ = try await store.uploadInfo(StoreFixture.id("u1")) } == .notFound)
        for name in ["u1", "u2"] { #expect(try Segments.files(in: path, holding: StoreFixture.upload(name)) == []) }
    }

    @Test func `a tombstone outlives what may be run again, and then goes`() async throws {
        let store = try await open()
        try await store.erase(StoreFixture.id("a1"))
        clock.advance(by: .seconds(7 * 24 * 3600))
        _ = try await store.sweep()
        #expect(await code { try await store.putResult("a1") } == .erased)
        clock.advance(by: .seconds(25 * 3600))
        #expect(try await store.sweep().expiredObjects == 1)
        try await store.putResult("a1")
    }

    @Test(arguments: [-3600, 3600, 48 * 3600])
    func `a clock that is set while the store is open changes nothing`(seconds: Int) async throws {
        let store = try await open()
        try await store.putResult("a1")
        clock.setWall(by: .seconds(seconds))
        #expect(try await store.sweep().expiredObjects == 0)
        #expect(try await store.result(StoreFixture.id("a1"), range: nil).read() == StoreFixture.result("a1"))
        clock.advance(by: .seconds(24 * 3600 + 60))
        #expect(try await store.sweep().expiredObjects == 1)
    }

    @Test func `after a restart with the clock set back an hour nothing outlives its time`() async throws {
        var store = try await open()
        try await store.putResult("a1")
        await store.close()
        clock.setWall(by: .seconds(-3600))
        store = try await open()
        clock.advance(by: .seconds(24 * 3600 + 60))
        #expect(try await store.sweep().expiredObjects == 1)
    }

    @Test func `segments without anything live go, and stragglers move on`() async throws {
        var store = try await open()
        for number in 0..<40 {
            try await store.accept("a\(number)")
            try await store.putResult("a\(number)")
            try await store.putFinal("a\(number)")
        }
        let before = store.usage()
        #expect(before.segmentCount > 10 && before.liveBytes > 40 * 47_000)
        let gone = (0..<40).filter { $0 % 8 != 0 }.map { "a\($0)" }
        try await store.removeInputs(of: gone.map(StoreFixture.id))
        let report = try await store.sweep()
        #expect(report.removedSegments > 5 && report.copiedRecords > 3, "\(report)")
        let after = store.usage()
        #expect(after.segmentCount < before.segmentCount && after.diskBytes < before.diskBytes / 2, "\(after)")
        #expect(try Segments.files(in: path).count <= after.segmentCount + 1)
        let kept = (0..<40).filter { $0 % 8 == 0 }.map { "a\($0)" }
        #expect(Set(try await store.acceptedNames()) == Set(kept))
        await store.close()
        let steps =
            (0..<40).flatMap { ["accept:a\($0)", "result:a\($0)", "final:a\($0)"] } + gone.map { "remove:\($0)" }
        let broken = try await Promises(steps).broken(in: path, clock: clock.clock)
        #expect(broken == [])
        store = try await open()
        // Sooner or later a sweep finds nothing to do.
        var reports: [SweepReport] = []
        for _ in 0..<4 { reports.append(try await store.sweep()) }
        #expect(reports.last == SweepReport(), "\(reports)")
    }

    @Test func `numbers of segments never come again`() async throws {
        var last = SegmentPosition(segment: 0, offset: 0)
        for round in 0..<4 {
            let store = try await open()
            try await store.accept("a\(round)")
            let position = try await store.position(of: "a\(round)")
            #expect(position > last)
            last = position
            try await store.erase(StoreFixture.id("a\(round)"))
            clock.advance(by: .seconds(9 * 24 * 3600))
            _ = try await store.sweep()
            await store.close()
        }
    }
}
