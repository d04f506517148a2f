// SPDX-License-Identifier: Apache-2.0

import Foundation
import Queue
import QueueRedis
import RESP
import Testing

@testable import facefleet

@Suite(.timeLimit(.minutes(1))) struct `Settings that go together` {
    /// The variables of the settings that a role refuses.
    private func refused(_ flags: [Setting: String], as role: Role = .serve) async throws -> [String?] {
        let settings = try await Settings(flags: flags, file: nil, environment: [:])
        do {
            _ = try ServiceConfiguration(settings, role: role, secrets: ServiceSecrets())
            return []
        } catch let failure as CommandFailure {
            return failure.problems.map(\.file)
        }
    }

    private let secrets: [Setting: String] = [
        .secret: String(repeating: "ab", count: 32), .webhookSecrets: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ]

    @Test func `queue and store of one process are both its own or both shared`() async throws {
        let queue: [Setting: String] = [.queue: "redis://h"]
        let store: [Setting: String] = [.store: "s3://faces/test"]
        let both = queue.merging(store) { $1 }.merging(secrets) { $1 }
        #expect(try await refused([:]).isEmpty)
        #expect(try await refused(both).isEmpty)
        #expect(try await refused(store) == ["FACEFLEET_STORE"])
        #expect(try await refused(queue.merging(secrets) { $1 }) == ["FACEFLEET_STORE"])
    }

    @Test func `are checked for the role that they are for`() async throws {
        let shared: [Setting: String] = [.queue: "redis://h", .store: "s3://faces/test"]
        let missing = ["FACEFLEET_SECRET", "FACEFLEET_WEBHOOK_SECRETS"]
        #expect(try await refused(shared) == missing)
        #expect(try await refused(shared, as: .gateway) == missing)
        #expect(try await refused(shared, as: .worker).isEmpty)
        #expect(try await refused([:], as: .worker) == ["FACEFLEET_QUEUE", "FACEFLEET_STORE"])
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A queue that sentinels know` {
    private let sentinels = "redis+sentinel://u:p@one,two:26380/queue"

    private func check(_ queue: String, _ flags: [Setting: String] = [:]) async throws -> (QueueAddress?, [Problem]) {
        let flags = flags.merging([.queue: queue]) { $1 }
        var check = SettingCheck(try await Settings(flags: flags, file: nil, environment: [:]))
        let address = check.queueServer()
        return (address, check.problems)
    }

    @Test func `is told apart from others by its address`() throws {
        let address = try QueueAddress(sentinels)
        let endpoints = [RESPEndpoint(host: "one", port: 26_379), RESPEndpoint(host: "two", port: 26_380)]
        #expect(address.location.topology == .primary(.sentinel(service: "queue", sentinels: endpoints)))
        #expect(address.hasSentinels)
        for other in ["redis://h", "rediss://h:1/2", "redis+cluster://a,b"] {
            #expect(try !QueueAddress(other).hasSentinels, "\(other)")
        }
    }

    @Test func `has credentials of its own for them`() async throws {
        let (without, noProblems) = try await check(sentinels)
        #expect(without?.location.connection.sentinelCredentials == nil && noProblems.isEmpty)
        let (plain, _) = try await check(sentinels, [.sentinelPassword: "s"])
        #expect(plain?.location.connection.sentinelCredentials == .init(username: "default", password: "s"))
        let (named, problems) = try await check(sentinels, [.sentinelUser: "ops", .sentinelPassword: "s"])
        #expect(named?.location.connection.sentinelCredentials == .init(username: "ops", password: "s"))
        #expect(named?.location.connection.credentials == .init(username: "u", password: "p"))
        #expect(problems.isEmpty)
    }

    @Test func `alone has a use for them`() async throws {
        for other in ["", "redis://h", "redis+cluster://a,b"] {
            let (_, problems) = try await check(other, [.sentinelPassword: "hidden"])
            #expect(problems.map(\.file) == ["FACEFLEET_SENTINEL_PASSWORD"], "\(other)")
            #expect(problems.allSatisfy { !$0.line.contains("hidden") })
        }
        let (_, problems) = try await check(sentinels, [.sentinelUser: "ops"])
        #expect(problems.map(\.file) == ["FACEFLEET_SENTINEL_USER"])
        // What is wrong with the address is told alone.
        #expect(try await check("http://h", [.sentinelPassword: "hidden"]).1.map(\.file) == ["FACEFLEET_QUEUE"])
    }
}

@Suite(.timeLimit(.minutes(1))) struct `Bounds of the queue` {
    @Test func `are those of its policy`() async throws {
        func policy(_ flags: [Setting: String]) async throws -> QueuePolicy {
            let settings = try await Settings(flags: flags, file: nil, environment: [:])
            return try ServiceConfiguration(settings, role: .serve, secrets: ServiceSecrets()).queue
        }
        let shipped = try await policy([:])
        #expect(shipped.waitingMax == QueuePolicy().waitingMax)
        #expect(shipped.storedBytesMax == QueuePolicy().storedBytesMax)
        let said = try await policy([.queueCapacity: "20", .queueBytes: "1G"])
        #expect(said.waitingMax == 20 && said.storedBytesMax == 1 << 30)
        // Less than the largest request has.
        await #expect(throws: CommandFailure.self) { try await policy([.queueBytes: "128M"]) }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `The file of settings` {
    @Test func `is named by a flag or a variable, and then has to be there`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "facefleet-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, slots: Int) throws -> String {
            try Data("slots: \(slots)\n".utf8).write(to: folder.appending(path: name))
            return folder.appending(path: name).path
        }
        let (first, second) = (try file("first.yaml", slots: 7), try file("second.yaml", slots: 8))
        let variable = ["FACEFLEET_CONFIG": first]
        let byVariable = try await Settings(flags: [:], file: nil, environment: variable)
        #expect(byVariable.text(.slots) == "7" && byVariable.origin(.slots) == .file)
        #expect(try await Settings(flags: [:], file: second, environment: variable).text(.slots) == "8")
        #expect(try await Settings(flags: [:], file: nil, environment: ["FACEFLEET_CONFIG": ""]).text(.port) == "8000")
        let absent = folder.appending(path: "absent.yaml").path
        let problem = await #expect(throws: Problem.self) {
            try await Settings(flags: [:], file: nil, environment: ["FACEFLEET_CONFIG": absent])
        }
        #expect(problem?.file == absent)
    }
}
