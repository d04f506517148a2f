// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Storage
internal import StorageS3

/// Makes a bucket ready.
enum StoreSetup {
    /// Makes it, and says what was done.
    ///
    /// - Throws: `CommandFailure` with every setting that is wrong, `Problem` when the store refuses.
    static func run(_ settings: Settings) async throws {
        var check = SettingCheck(settings)
        var lifetimes = StorageConfiguration()
        lifetimes.resultLifetime = .seconds(3600 * check.number(.resultHours, in: 1...24 * 365))
        let bucket = check.bucket(lifetimes: lifetimes)
        if bucket == nil, check.problems.isEmpty {
            check.refuse(.store, "is empty; name the bucket: s3://bucket/prefix")
        }
        guard let bucket, check.problems.isEmpty else { throw CommandFailure(check.problems) }
        do throws(StorageError) {
            let report = try await S3ObjectStore.setUp(
                bucket.location,
                credentials: bucket.credentials,
                configuration: bucket.configuration
            )
            StandardStream.output.write(report.hasMadeBucket ? "bucket made\n" : "bucket was there\n")
            StandardStream.output.write(
                report.takesRules ? "rules of expiry set\n" : "the store takes no rules; gateways sweep it\n"
            )
            if !report.keptRules.isEmpty {
                StandardStream.output.write("rules kept beside them: \(report.keptRules.joined(separator: ", "))\n")
            }
        } catch {
            throw Problem(.storageFailed, error.message)
        }
    }
}
