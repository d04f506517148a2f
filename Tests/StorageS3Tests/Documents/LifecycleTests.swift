// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Storage
import Testing

@testable import StorageS3

@Suite struct `Rules of expiry` {
    private func lifecycle(_ prefix: String, resultHours: Int = 24) -> S3Lifecycle {
        var lifetimes = StorageConfiguration()
        lifetimes.resultLifetime = .seconds(3600 * resultHours)
        return S3Lifecycle(S3Keys(prefix: prefix), lifetimes)
    }

    private func rules(_ document: String) -> [S3Lifecycle.Found]? {
        S3Lifecycle.rules(in: [UInt8](document.utf8))
    }

    private func whole(_ rules: String) -> String {
        "<?xml version=\"1.0\"?><LifecycleConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(rules)"
            + "</LifecycleConfiguration>"
    }

    private static let foreign = """
        <Rule><ID>logs &amp; more</ID><Filter><And><Prefix>logs/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And>
        </Filter><Status>Enabled</Status>
        <Transition><Days>3</Days><StorageClass>GLACIER</StorageClass></Transition></Rule>
        """

    @Test func `are later than what sweeps do, and never before what somebody may need`() {
        let days = Dictionary(uniqueKeysWithValues: lifecycle("p/").rules.map { ($0.prefix, $0.days) })
        // As docs/many-machines.md has them.
        #expect(
            days == ["p/a/": 32, "p/i/": 32, "p/u/": 2, "p/r/": 10, "p/f/": 10, "p/l/": 3, "p/e/": 2]
        )
        #expect(days.count == S3Keys.Area.allCases.count)
        let long = lifecycle("p/", resultHours: 24 * 365)
        #expect(
            long.rules.filter { ["p/r/", "p/f/", "p/l/", "p/a/"].contains($0.prefix) }.allSatisfy { $0.days == 367 }
        )
    }

    @Test func `are read back from what is written`() throws {
        let lifecycle = lifecycle("a<b/c&d/")
        let found = try #require(rules(lifecycle.document()))
        #expect(found.map(\.name) == lifecycle.rules.map(\.name))
        #expect(found.map(\.prefix) == lifecycle.rules.map(\.prefix))
        #expect(found.allSatisfy(lifecycle.replaces))
        let root = try #require(XMLElement([UInt8](lifecycle.document().utf8)))
        for (element, rule) in zip(root.all("Rule"), lifecycle.rules) {
            #expect(element.text("Status") == "Enabled")
            #expect(element.all("Expiration").first?.text("Days") == "\(rule.days)")
        }
    }

    @Test(arguments: ["", "prod/", "prod/x/", "prod-x/", "Prod/", "фото/", String(repeating: "long/", count: 100)])
    func `have names that no other prefix has`(prefix: String) {
        let names = lifecycle(prefix).rules.map(\.name)
        #expect(names.allSatisfy { $0.utf8.count <= 255 && $0.hasPrefix("facefleet-") })
        #expect(names.allSatisfy { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } })
        let others = ["", "prod/", "prod/x/", "prod-x/", "Prod/", "other/"].filter { $0 != prefix }
        for other in others { #expect(Set(names).isDisjoint(with: lifecycle(other).rules.map(\.name)), "\(other)") }
    }

    @Test func `of others are kept as they are written`() throws {
        let other = lifecycle("other/").document().dropFirst("<LifecycleConfiguration>".count)
            .dropLast("</LifecycleConfiguration>".count)
        let found = try #require(rules(whole(Self.foreign + other)))
        #expect(found.count == 8 && found[0].name == "logs & more" && found[0].text == Self.foreign)
        let lifecycle = lifecycle("p/")
        #expect(!found.contains(where: lifecycle.replaces))
        let document = lifecycle.document(keeping: found)
        #expect(document.contains(Self.foreign) && document.contains(other))
        #expect(rules(document)?.count == 15)
    }

    @Test func `of the same prefix are replaced, also those of a version without it in their names`() throws {
        let old = "<Rule><ID>facefleet-results</ID><Filter><Prefix>p/r/</Prefix></Filter></Rule>"
        let found = try #require(rules(whole(old)))
        #expect(found.allSatisfy(lifecycle("p/").replaces))
        #expect(!found.contains(where: lifecycle("q/").replaces))
        #expect(!found.contains(where: lifecycle("").replaces))
    }

    @Test(arguments: [
        "<Rule><ID>a</ID></Rule><Else/>", "<Rule a=\"b\"><ID>a</ID></Rule>", "<x:Rule><ID>a</ID></x:Rule>",
        "<!-- <Rule></Rule> --><Rule><ID>a</ID></Rule>", "<Rule><ID>a</ID>",
    ])
    func `that a copy would change are none that can be kept`(text: String) { #expect(rules(whole(text)) == nil) }

    @Test func `are unknown to a store that does not speak of them`() {
        func answer(_ status: Int, _ body: String) -> S3Answer {
            S3Answer(status: status, headers: [:], body: [UInt8](body.utf8))
        }
        #expect(S3Lifecycle.isUnknown(answer(501, "")) && S3Lifecycle.isUnknown(answer(200, "<ListBucketResult/>")))
        #expect(S3Lifecycle.isUnknown(answer(200, "")) && !S3Lifecycle.isUnknown(answer(404, "")))
        #expect(!S3Lifecycle.isUnknown(answer(200, whole(""))))
        #expect(!S3Lifecycle.isUnknown(answer(200, "<LifecycleConfiguration><Rule>")))
    }
}

@Suite struct `Making a bucket ready` {
    private func rules(of bucket: MemoryBucket) throws -> [S3Lifecycle.Found] {
        let document = try #require(bucket.lifecycle)
        return try #require(S3Lifecycle.rules(in: [UInt8](document.utf8)))
    }

    private func setUp(
        _ bucket: MemoryBucket,
        prefix: String,
        resultHours: Int = 24
    ) async throws -> S3ObjectStore.SetupReport {
        let store = try bucket.store(prefix: prefix) {
            $0.lifetimes.resultLifetime = .seconds(3600 * resultHours)
            $0.encryption = .storeKey
        }
        do {
            let report = try await store.setUp()
            await store.close()
            return report
        } catch {
            await store.close()
            throw error
        }
    }

    @Test func `for a second prefix leaves the first its rules`() async throws {
        let bucket = MemoryBucket()
        #expect(try await setUp(bucket, prefix: "one").keptRules == [])
        let first = try rules(of: bucket)
        let report = try await setUp(bucket, prefix: "two")
        #expect(report.takesRules && report.keptRules == first.map(\.name))
        #expect(try rules(of: bucket).count == 14)
        #expect(try Set(rules(of: bucket)).isSuperset(of: first))
        // Once more with other days: its own rules alone change.
        #expect(try await setUp(bucket, prefix: "one", resultHours: 480).keptRules.count == 7)
        let changed = try rules(of: bucket)
        #expect(changed.count == 14 && changed.contains { $0.prefix == "one/r/" && $0.text.contains(">22<") })
        #expect(changed.count { $0.text.contains("two/") } == 7)
        // No object begins with any of it.
        #expect(bucket.asked.allSatisfy { $0.header("x-amz-server-side-encryption") == nil })
    }

    @Test func `refuses where rules would be lost, and names them`() async throws {
        let rules = "<LifecycleConfiguration><Rule a=\"b\"><ID>archive</ID></Rule></LifecycleConfiguration>"
        let bucket = MemoryBucket(lifecycle: rules)
        let error = await #expect(throws: StorageError.self) { try await setUp(bucket, prefix: "one") }
        #expect(error?.code == .failed && error?.message.contains("(archive)") == true)
        #expect(bucket.lifecycle == rules)
    }
}
