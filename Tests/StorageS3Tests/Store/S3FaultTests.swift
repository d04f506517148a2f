// SPDX-License-Identifier: Apache-2.0

import S3Support
import Storage
import Synchronization
import TestSupport
import Testing

@testable import StorageS3

@Suite(.enabled(if: S3Server.isInstalled, "\(S3Server.skipped)"))
struct `A store that fails` {
    @Test func `is asked again until it is back`() async throws {
        let server = try S3Server()
        let rig = try await S3Rig(server)
        let pauses = Mutex(0)
        let store = rig.store(
            pause: { _ in
                let count = pauses.withLock { count in
                    count += 1
                    return count
                }
                if count == 2 { try server.restart() }
            }
        )
        _ = try await store.accept(S3Rig.record("a1"))
        server.kill()
        #expect(try await store.read("a1", 0) == S3Rig.bytes("source-a1"))
        try await store.publish("a1")
        #expect(pauses.withLock { $0 } >= 2)
        await store.close()
    }

    @Test func `is given up after some attempts, with its name`() async throws {
        let server = try S3Server()
        let rig = try await S3Rig(server)
        let pauses = Mutex<[Duration]>([])
        let store = rig.store(pause: { pause in pauses.withLock { $0.append(pause) } })
        server.kill()
        let error = await #expect(throws: StorageError.self) { try await store.publish("a1") }
        #expect(error?.code == .unreachable && error?.message.contains(rig.location.bucket) == true)
        let made = pauses.withLock { $0 }
        #expect(made.count == 5 && made.allSatisfy { $0 >= .zero && $0 <= .seconds(2) })
        #expect(await store.code { try await $0.check() } == .unreachable)
        await store.close()
    }

    @Test func `that refuses the secret is not asked again, and the secret not told`() async throws {
        let server = try S3Server.shared
        let location = try S3Location("s3://somewhere", endpoint: server.endpoint, region: "us-east-1", style: nil)
        let wrong = S3Credentials(accessKeyID: server.accessKeyID, secretAccessKey: "never-to-be-seen")
        let error = await #expect(throws: StorageError.self) {
            try await S3ObjectStore.open(location, credentials: [.fixed(wrong)])
        }
        #expect(error?.message.contains("403") == true)
        #expect(error.map { "\($0)".contains("never-to-be-seen") } == false)
    }

    @Test func `without the bucket says how to make it`() async throws {
        let server = try S3Server.shared
        let location = try S3Location("s3://nowhere-yet", endpoint: server.endpoint, region: "us-east-1", style: nil)
        let good = S3Credentials(accessKeyID: server.accessKeyID, secretAccessKey: server.secretAccessKey)
        let error = await #expect(throws: StorageError.self) {
            try await S3ObjectStore.open(location, credentials: [.fixed(good)])
        }
        #expect(error?.message.contains("facefleet store init") == true)
    }

    @Test func `in time is the store's`() async throws {
        let rig = try await S3Rig(S3Server.shared)
        // A clock that is an hour late: the store refuses, says its own time, and is believed.
        let late = StorageClock(
            wallMilliseconds: { StorageClock.system.wallMilliseconds() - 3_600_000 },
            steadyMilliseconds: { StorageClock.system.steadyMilliseconds() }
        )
        let store = rig.store(clock: late)
        try await store.publish("a1")
        #expect(abs(store.client.skew.value - 3600) <= 2)
        await store.close()
    }

    @Test func `and is opened finds its conditions honoured`() async throws {
        let rig = try await S3Rig(S3Server.shared)
        let store = try await S3ObjectStore.open(rig.location, credentials: rig.sources)
        await store.close()
    }
}
