// SPDX-License-Identifier: Apache-2.0

import S3Support
import Storage
import Synchronization
import TestSupport

@testable import StorageS3

/// A bucket of its own on a real server.
struct S3Rig {
    static let media = MediaDescription(contentType: "image/png", width: 3, height: 4)

    let server: S3Server
    let location: S3Location
    let sources: [S3CredentialSource]

    init(_ server: S3Server, bucket: String = "test-\(UInt64.random(in: .min ... .max))") async throws {
        self.server = server
        location = try S3Location(
            "s3://\(bucket)/some/where",
            endpoint: server.endpoint,
            region: "us-east-1",
            style: nil
        )
        sources = [
            .fixed(S3Credentials(accessKeyID: server.accessKeyID, secretAccessKey: server.secretAccessKey))
        ]
        _ = try await S3ObjectStore.setUp(location, credentials: sources)
    }

    func store(
        _ change: (inout S3Configuration) -> Void = { _ in },
        clock: StorageClock = .system,
        pause: @escaping @Sendable (Duration) async throws -> Void = { _ in await Task.yield() }
    ) -> S3ObjectStore {
        var configuration = S3Configuration()
        change(&configuration)
        return S3ObjectStore(location, sources, configuration, clock, pause: pause)
    }

    static func id(_ name: String, tenant: String = "default") -> ObjectID { ObjectID(tenant: tenant, name: name) }

    static func bytes(_ name: String, _ count: Int = 5000) -> [UInt8] { SeededBytes.of(name, count: count) }

    static func record(_ name: String, target: Int = 40_000, upload: ObjectID? = nil) -> AcceptRecord {
        AcceptRecord(
            id: id(name),
            request: Content([UInt8](name.utf8)),
            inputs: [
                AcceptInput(role: .source(person: 0, photo: 0), origin: .content(Content(bytes("source-\(name)")))),
                AcceptInput(
                    role: .target,
                    origin: upload.map { .upload($0) } ?? .content(Content(bytes("target-\(name)", target)))
                ),
            ]
        )
    }

    static func final(
        _ name: String,
        createdAt: Int64,
        status: String = "succeeded",
        isDeadLetter: Bool = false
    ) -> FinalRecord {
        FinalRecord(
            id: id(name),
            createdAtMilliseconds: createdAt,
            status: status,
            json: bytes("final-\(name)", 50),
            isDeadLetter: isDeadLetter
        )
    }
}

extension ObjectBody {
    var inMemory: [UInt8] {
        get throws {
            switch self {
            case .bytes(let bytes): bytes
            case .file(let range): try range.read()
            }
        }
    }
}

extension S3ObjectStore {
    func read(_ name: String, _ index: Int, _ range: Range<Int>? = nil) async throws -> [UInt8] {
        try await input(InputID(record: S3Rig.id(name), index: index), range: range).inMemory
    }

    @discardableResult
    func publish(_ name: String, _ bytes: [UInt8]? = nil) async throws -> ResultOutcome {
        try await putResult(S3Rig.id(name), Content(bytes ?? S3Rig.bytes("result-\(name)")), media: S3Rig.media)
    }

    /// The code that some work fails with; nil when it does not.
    func code(_ work: (S3ObjectStore) async throws -> Void) async -> StorageError.Code? {
        do {
            try await work(self)
            return nil
        } catch {
            return (error as? StorageError)?.code
        }
    }
}
