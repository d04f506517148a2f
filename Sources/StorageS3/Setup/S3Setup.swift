// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// What making a bucket ready came to.
    public struct SetupReport: Hashable, Sendable {
        /// Whether the bucket was not there before.
        public var hasMadeBucket = false
        /// Whether the store takes rules of expiry; where it does not, the service's own sweeps must do.
        public var takesRules = false
    }

    /// Makes the bucket, where it is missing, and gives it rules by which the store itself removes what sweeps missed.
    ///
    /// - Parameters:
    ///   - location: Bucket and prefix.
    ///   - credentials: Where credentials come from; they must be allowed to make buckets and rules.
    ///   - configuration: The lifetimes that the rules follow, in whole days and later than the service's own sweeps.
    /// - Returns: What was done.
    /// - Throws: `failed`; so also when the bucket has rules of somebody else, which would be lost.
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

    private func setUp() async throws(StorageError) -> SetupReport {
        var report = SetupReport()
        let found = try await client.send(S3Call(.head, nil))
        if found.status == 404 {
            try await makeBucket()
            report.hasMadeBucket = true
        }
        var current = S3Call(.get, nil)
        current.query = [.init("lifecycle", "")]
        current.tolerated.formUnion([405, 501])
        let rules = try await client.send(current)
        if S3Lifecycle.isUnknown(rules) { return report }
        let foreign = rules.isSuccess ? S3Lifecycle.foreignRules(rules.body) : []
        guard foreign.isEmpty else {
            throw StorageError(
                .failed,
                "the bucket has rules of its own (\(foreign.joined(separator: ", "))), which would be lost; "
                    + "remove them or add the rules of docs/many-machines.md by hand"
            )
        }
        var call = S3Call(.put, nil)
        call.query = [.init("lifecycle", "")]
        call.setDocument(S3Lifecycle.document(keys, configuration.lifetimes))
        _ = try await client.send(call)
        report.takesRules = true
        return report
    }

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
