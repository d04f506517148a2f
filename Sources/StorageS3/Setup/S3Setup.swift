// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// What making a bucket ready came to.
    public struct SetupReport: Hashable, Sendable {
        /// Whether the bucket was not there before.
        public var hasMadeBucket = false
        /// Whether the store takes rules of expiry; where it does not, the service's own sweeps must do.
        public var takesRules = false
        /// The rules of others that the bucket has and keeps.
        public var keptRules: [String] = []
    }

    /// Makes the bucket, where it is missing, and gives it rules by which the store itself removes what sweeps missed.
    ///
    /// - Parameters:
    ///   - location: Bucket and prefix.
    ///   - credentials: Where credentials come from; they must be allowed to make buckets and rules.
    ///   - configuration: The lifetimes that the rules follow, in whole days and later than the service's own sweeps.
    /// - Returns: What was done.
    /// - Throws: `failed`; so also when the bucket has rules that cannot be read, which would be lost.
    public static func setUp(
        _ location: S3Location,
        credentials: [S3CredentialSource],
        configuration: S3Configuration = S3Configuration()
    ) async throws(StorageError) -> SetupReport {
        let store = S3ObjectStore(location, credentials, configuration, .system)
        let report: SetupReport
        do throws(StorageError) {
            report = try await store.setUp()
        } catch {
            await store.close()
            throw error
        }
        await store.close()
        return report
    }

    func setUp() async throws(StorageError) -> SetupReport {
        var report = SetupReport()
        let found = try await client.send(S3Call(.head, nil))
        if found.status == 404 {
            try await makeBucket()
            report.hasMadeBucket = true
        }
        var current = S3Call(.get, nil)
        current.query = [.init("lifecycle", "")]
        current.tolerated.formUnion([405, 501])
        let answer = try await client.send(current)
        if S3Lifecycle.isUnknown(answer) { return report }
        // All rules of a bucket are one document.
        let lifecycle = S3Lifecycle(keys, configuration.lifetimes)
        let others = try Self.rules(in: answer).filter { !lifecycle.replaces($0) }
        var call = S3Call(.put, nil)
        call.query = [.init("lifecycle", "")]
        call.setDocument(lifecycle.document(keeping: others))
        if let size = answer.header(Self.transitionHeader), !others.isEmpty {
            call.headers.append(.init(Self.transitionHeader, size))
        }
        _ = try await client.send(call)
        report.takesRules = true
        report.keptRules = others.map(\.name)
        return report
    }

    /// What a bucket has of rules.
    ///
    /// - Throws: `failed` when some are there that would be lost.
    private static func rules(in answer: S3Answer) throws(StorageError) -> [S3Lifecycle.Found] {
        guard answer.isSuccess else { return [] }
        if let rules = S3Lifecycle.rules(in: answer.body) { return rules }
        let names = S3Lifecycle.names(in: answer.body)
        throw StorageError(
            .failed,
            "the bucket has rules that cannot be kept beside this store's (\(names.joined(separator: ", "))); "
                + "remove them or add the rules of docs/many-machines.md by hand"
        )
    }

    /// What Amazon keeps beside the rules: the smallest object that rules move elsewhere.
    private static let transitionHeader = "x-amz-transition-default-minimum-object-size"

    private func makeBucket() async throws(StorageError) {
        var call = S3Call(.put, nil)
        let region = client.location.region
        // Amazon's first region is the one that must not be named.
        if region != "us-east-1" {
            call.setDocument(
                "<CreateBucketConfiguration><LocationConstraint>\(region)</LocationConstraint>"
                    + "</CreateBucketConfiguration>"
            )
        }
        _ = try await client.send(call)
    }
}
