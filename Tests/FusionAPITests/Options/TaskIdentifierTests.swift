// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Identifiers of tasks` {
    static let day: Int64 = 86_400_000
    let derivation = TaskIdentifierDerivation(secret: [UInt8](0..<32))
    let noon = Timestamp(milliseconds: 20_000 * day + day / 2)

    @Test(arguments: 0..<50)
    func `one text says each identifier, and in the same order`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let first = TaskIdentifier(using: &random)
        let second = TaskIdentifier(using: &random)
        #expect(first.description.utf8.count == TaskIdentifier.characterCount)
        #expect(TaskIdentifier(first.description) == first, "seed \(seed)")
        #expect((first < second) == (first.description < second.description), "seed \(seed)")
    }

    @Test
    func `the edges have their texts`() {
        #expect(
            TaskIdentifier(bits: .max).beginning(with: 0).description == "00" + String(repeating: "v", count: 23) + "s"
        )
        #expect(TaskIdentifier(bits: 0).beginning(with: 1023).description == "vv" + String(repeating: "0", count: 24))
        #expect(TaskIdentifier(bits: 0).description == String(repeating: "0", count: 26))
        #expect(TaskIdentifier(bits: .max).description == String(repeating: "v", count: 25) + "s")
        #expect(TaskIdentifier(String(repeating: "v", count: 25) + "s")?.bits == .max)
    }

    @Test(
        arguments: [
            "", "0", String(repeating: "0", count: 25), String(repeating: "0", count: 27),
            String(repeating: "0", count: 25) + "1", String(repeating: "V", count: 25) + "s",
            String(repeating: "w", count: 26), String(repeating: "0", count: 25) + "/",
            String(repeating: "ä", count: 13),
        ]
    )
    func `any other text says none`(text: String) {
        #expect(TaskIdentifier(text) == nil)
    }

    @Test
    func `tenant, key and day make the identifier`() throws {
        let key = try IdempotencyKey("k1")
        let today = derivation.identifiers(tenant: "default", key: key, at: noon)
        #expect(today == derivation.identifiers(tenant: "default", key: key, at: noon))
        #expect(today.count == 2 && today[0] != today[1])
        #expect(today[0] != derivation.identifiers(tenant: "default", key: try IdempotencyKey("k2"), at: noon)[0])
        #expect(today[0] != derivation.identifiers(tenant: "other", key: key, at: noon)[0])
        let another = TaskIdentifierDerivation(secret: [UInt8](1..<33))
        #expect(today[0] != another.identifiers(tenant: "default", key: key, at: noon)[0])
    }

    @Test
    func `after midnight the identifier of before is still looked for`() throws {
        let key = try IdempotencyKey("k1")
        let before = derivation.identifiers(tenant: "t", key: key, at: Timestamp(milliseconds: 20_000 * Self.day - 1))
        let after = derivation.identifiers(tenant: "t", key: key, at: Timestamp(milliseconds: 20_000 * Self.day))
        #expect(after[1] == before[0])
        #expect(after[0] != before[0])
    }

    @Test
    func `tenant and key do not run into one another`() throws {
        let left = derivation.identifiers(tenant: "a", key: try IdempotencyKey("bc"), at: noon)[0]
        let right = derivation.identifiers(tenant: "ab", key: try IdempotencyKey("c"), at: noon)[0]
        #expect(left != right)
    }

    /// Computed by Python: hmac.new(bytes(range(32)), b"14:facefleet task5:200007:default2:k1", "sha256"), the first 16
    /// bytes.
    @Test
    func `the derivation stays what it is from one version to the next`() throws {
        let identifier = derivation.identifiers(tenant: "default", key: try IdempotencyKey("k1"), at: noon)[0]
        #expect(identifier.description == "12h2949omahs5fo721ar5k80ss")
    }
}
