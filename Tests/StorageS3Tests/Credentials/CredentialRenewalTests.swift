// SPDX-License-Identifier: Apache-2.0

import StorageS3
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Renewal of credentials` {
    private let services = CredentialServices()
    private let time = AdjustableTime(1_767_225_600)
    private let start = 1_767_225_600
    private let place = CredentialExamples.podPlace

    private func lend(_ id: String, for seconds: Int) {
        services.set(place, CredentialExamples.metadata(id, expiringAt: time.seconds + seconds))
    }

    private func provider() -> S3CredentialProvider { services.provider(CredentialExamples.containerSource, at: time) }

    @Test func `comes five minutes before they expire, not earlier`() async throws {
        let provider = provider()
        lend("FIRST", for: 3600)
        #expect(try await provider.credentials().accessKeyID == "FIRST")
        lend("SECOND", for: 7200)
        time.set(start + 3600 - 301)
        #expect(try await provider.credentials().accessKeyID == "FIRST")
        #expect(services.calls.count == 1)
        time.set(start + 3600 - 300)
        #expect(try await provider.credentials().accessKeyID == "SECOND")
        time.set(start + 7200 - 301)
        #expect(try await provider.credentials().accessKeyID == "SECOND")
        #expect(services.calls.count == 2)
    }

    @Test func `that fails leaves the old ones while they are good and comes again after ten seconds`() async throws {
        let provider = provider()
        lend("FIRST", for: 3600)
        _ = try await provider.credentials()
        services.set(place, "", status: 503)
        let due = start + 3600 - 300
        for (second, calls) in [(0, 2), (1, 2), (9, 2), (10, 3), (19, 3), (20, 4), (299, 5)] {
            time.set(due + second)
            #expect(try await provider.credentials().accessKeyID == "FIRST")
            #expect(services.calls.count == calls)
        }
        #expect(await provider.lastFailure?.answers.first?.reason.contains("status 503") == true)
        time.set(due + 300)
        await #expect(throws: S3CredentialError.self) { try await provider.credentials() }
        lend("SECOND", for: 3600)
        #expect(try await provider.credentials().accessKeyID == "SECOND")
        #expect(await provider.lastFailure == nil)
    }

    @Test func `that fails is told of, once each time, while nobody else would notice`() async throws {
        let warnings = Mutex<[String]>([])
        let provider = services.provider(CredentialExamples.containerSource, at: time) { text in
            warnings.withLock { $0.append(text) }
        }
        lend("FIRST", for: 3600)
        _ = try await provider.credentials()
        services.set(place, "", status: 503)
        let due = start + 3600 - 300
        for (second, count) in [(-1, 0), (0, 1), (1, 1), (9, 1), (10, 2), (299, 3)] {
            time.set(due + second)
            for _ in 0..<3 { _ = try await provider.credentials() }
            #expect(warnings.withLock { $0.count } == count, "\(second)")
        }
        let first = try #require(warnings.withLock { $0.first })
        #expect(first.contains("status 503") && first.contains("good for 300 seconds"))
        // Now whoever asks is told.
        time.set(due + 300)
        await #expect(throws: S3CredentialError.self) { try await provider.credentials() }
        lend("SECOND", for: 3600)
        _ = try await provider.credentials()
        #expect(warnings.withLock { $0.count } == 3)
    }

    @Test func `of what is lent for less than five minutes comes every ten seconds at most`() async throws {
        let provider = provider()
        lend("FIRST", for: 60)
        for (second, calls) in [(0, 1), (9, 1), (10, 2), (11, 2), (20, 3)] {
            time.set(start + second)
            _ = try await provider.credentials()
            #expect(services.calls.count == calls)
        }
        services.set(place, CredentialExamples.metadata("SHORT", expiringAt: start + 25))
        time.set(start + 59)
        #expect(try await provider.credentials().accessKeyID == "FIRST")
        time.set(start + 60)
        await #expect(throws: S3CredentialError.self) { try await provider.credentials() }
    }

    @Test func `does not take what has expired`() async throws {
        let provider = provider()
        lend("FIRST", for: 0)
        let error = try await #require(throws: S3CredentialError.self) { try await provider.credentials() }
        #expect(error.answers.first?.reason.contains("have expired; set the clock") == true)
        lend("FIRST", for: 1)
        _ = try await provider.credentials()
    }

    @Test func `asks nobody but the source that gave the old ones`() async throws {
        let provider = services.provider(
            CredentialExamples.instanceSource,
            CredentialExamples.containerSource,
            .fixed(CredentialExamples.keys),
            at: time
        )
        lend("FIRST", for: 3600)
        #expect(try await provider.credentials().accessKeyID == "FIRST")
        services.set(place, nil)
        time.set(start + 3600)
        let error = try await #require(throws: S3CredentialError.self) { try await provider.credentials() }
        #expect(error.answers.count == 1)
        #expect(services.calls.map(\.method) == ["PUT", "GET", "GET"])
    }

    @Test func `comes at once for what the store refused, once for each refused`() async throws {
        let provider = provider()
        lend("FIRST", for: 3600)
        let first = try await provider.credentials()
        lend("SECOND", for: 3600)
        await provider.invalidate(first)
        let second = try await provider.credentials()
        #expect(second.accessKeyID == "SECOND")
        await provider.invalidate(first)
        #expect(try await provider.credentials() == second)
        #expect(services.calls.count == 2)
        services.set(place, nil)
        await provider.invalidate(second)
        await #expect(throws: S3CredentialError.self) { try await provider.credentials() }
    }

    @Test func `reads a file again for what the store refused`() async throws {
        let file = try CredentialFile("[default]\naws_access_key_id = FIRST\naws_secret_access_key = a")
        let provider = services.provider(.file(path: file.path, profile: "default"), at: time)
        let first = try await provider.credentials()
        try file.write("[default]\naws_access_key_id = SECOND\naws_secret_access_key = b")
        #expect(try await provider.credentials() == first)
        await provider.invalidate(first)
        #expect(try await provider.credentials() == S3Credentials(accessKeyID: "SECOND", secretAccessKey: "b"))
    }

    @Test func `gives keys that are set once more when the store refused them`() async throws {
        let provider = services.provider(.fixed(CredentialExamples.keys), at: time)
        await provider.invalidate(try await provider.credentials())
        #expect(try await provider.credentials() == CredentialExamples.keys)
    }

    /// The answer waits until all have asked.
    @Test(arguments: [false, true]) func `is one for fifty who ask at once`(hasOldOnes: Bool) async throws {
        let gate = AnswerGate()
        let services = CredentialServices {
            await gate.pass()
            for _ in 0..<100 { await Task.yield() }
        }
        let provider = services.provider(CredentialExamples.containerSource, at: time)
        services.set(place, CredentialExamples.metadata("FIRST", expiringAt: start + 3600))
        if hasOldOnes { _ = try await provider.credentials() }
        time.set(start + 3600 - 300)
        services.set(place, CredentialExamples.metadata("SECOND", expiringAt: start + 7200))
        gate.demand(50)
        let before = services.calls.count
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    gate.announce()
                    return try await provider.credentials().accessKeyID
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(names == ["SECOND"] || hasOldOnes && names == ["FIRST", "SECOND"])
        #expect(services.calls.count == before + 1)
    }

    @Test func `lets all but the first who asks go on with the old ones while they are good`() async throws {
        let gate = AnswerGate()
        let services = CredentialServices { await gate.pass() }
        services.set(place, CredentialExamples.metadata("FIRST", expiringAt: start + 3600))
        let provider = services.provider(CredentialExamples.containerSource, at: time)
        _ = try await provider.credentials()
        services.set(place, CredentialExamples.metadata("SECOND", expiringAt: start + 7200))
        time.set(start + 3600 - 300)
        gate.close()
        let renewal = Task { try await provider.credentials().accessKeyID }
        await gate.waitUntilHeld()
        time.set(start + 3600 - 1)
        #expect(try await provider.credentials().accessKeyID == "FIRST")
        time.set(start + 3600)
        let late = Task { try await provider.credentials().accessKeyID }
        gate.open()
        #expect(try await [renewal.value, late.value] == ["SECOND", "SECOND"])
        #expect(services.calls.count == 2)
    }

    @Test func `goes on for the others when the one who began it goes away`() async throws {
        let gate = AnswerGate()
        let services = CredentialServices { await gate.pass() }
        services.set(place, CredentialExamples.metadata("FIRST", expiringAt: start + 3600))
        let provider = services.provider(CredentialExamples.containerSource, at: time)
        gate.close()
        let impatient = Task { try await provider.credentials() }
        await gate.waitUntilHeld()
        impatient.cancel()
        let patient = Task { try await provider.credentials() }
        gate.open()
        #expect(try await patient.value.accessKeyID == "FIRST")
        #expect(services.calls.count == 1)
    }

    @Test func `that fails does not bring back what was refused meanwhile`() async throws {
        let gate = AnswerGate()
        let services = CredentialServices { await gate.pass() }
        services.set(place, CredentialExamples.metadata("FIRST", expiringAt: start + 3600))
        let provider = services.provider(CredentialExamples.containerSource, at: time)
        let first = try await provider.credentials()
        services.set(place, nil)
        time.set(start + 3600 - 300)
        gate.close()
        let renewal = Task { try await provider.credentials() }
        await gate.waitUntilHeld()
        await provider.invalidate(first)
        gate.open()
        await #expect(throws: S3CredentialError.self) { try await renewal.value }
    }
}
