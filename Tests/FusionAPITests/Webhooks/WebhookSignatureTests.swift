// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import FusionAPI

@Suite(.timeLimit(.minutes(1)))
struct `Signatures of webhooks` {
    /// The example of the Standard Webhooks specification, whose secret is shorter than the specification allows, and
    /// the one that its libraries are tested with.
    @Test(
        arguments: [
            (
                "whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1_731_705_121,
                #"{"event_type":"ping","data":{"success":true}}"#, "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="
            ),
            (
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330,
                #"{"test": 2432232314}"#, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
            ),
        ]
    )
    func `published messages have their published signatures`(
        secret: String,
        identifier: String,
        timestamp: Int64,
        body: String,
        signature: String
    ) throws {
        let bytes = try #require(Data(base64Encoded: String(secret.dropFirst(6))))
        let signer = WebhookSignature(secrets: [WebhookSecret(bytes: Array(bytes))])
        let body = Array(body.utf8)
        #expect(signer.field(identifier: identifier, timestamp: timestamp, body: body) == signature)
        try signer.verify(
            signature,
            identifier: identifier,
            timestamp: String(timestamp),
            body: body,
            at: Timestamp(milliseconds: timestamp * 1000)
        )
    }

    static let now = Timestamp(milliseconds: 1_700_000_000_000)
    static let old = secret(seed: 1)
    static let new = secret(seed: 2)

    static func secret(seed: UInt64) -> WebhookSecret {
        var random = SeededGenerator(seed: seed)
        return WebhookSecret(using: &random)
    }

    func verify(
        _ field: String,
        secrets: [WebhookSecret] = [old],
        timestamp: String = "1700000000",
        body: [UInt8] = [1, 2]
    ) throws {
        try WebhookSignature(secrets: secrets)
            .verify(field, identifier: "m1", timestamp: timestamp, body: body, at: Self.now)
    }

    func field(_ secrets: [WebhookSecret], timestamp: Int64 = 1_700_000_000) -> String {
        WebhookSignature(secrets: secrets).field(identifier: "m1", timestamp: timestamp, body: [1, 2])
    }

    @Test
    func `either secret of a rotation is enough`() throws {
        let both = field([Self.old, Self.new])
        #expect(both.split(separator: " ").count == 2)
        try verify(both, secrets: [Self.old])
        try verify(both, secrets: [Self.new])
        try verify(field([Self.new]), secrets: [Self.old, Self.new])
        #expect(throws: WebhookSignature.Failure.noMatch) { try verify(field([Self.new])) }
    }

    @Test
    func `anything changed breaks it`() throws {
        let sound = field([Self.old])
        #expect(throws: WebhookSignature.Failure.noMatch) { try verify(sound, body: [1, 3]) }
        #expect(throws: WebhookSignature.Failure.noMatch) { try verify(sound, timestamp: "1700000001") }
        for bad in ["", "v1,", "v1", sound.replacing("v1,", with: "v2,"), String(sound.dropLast()), sound + "="] {
            #expect(throws: WebhookSignature.Failure.noMatch) { try verify(bad) }
        }
        try verify("v1a,xxx v1,%% " + sound)
    }

    @Test(arguments: [(-300, true), (300, true), (-301, false), (301, false)])
    func `a timestamp is good for five minutes either way`(age: Int64, holds: Bool) throws {
        let timestamp = 1_700_000_000 - age
        let sound = field([Self.old], timestamp: timestamp)
        if holds {
            try verify(sound, timestamp: String(timestamp))
        } else {
            #expect(throws: WebhookSignature.Failure.outsideTolerance(seconds: age)) {
                try verify(sound, timestamp: String(timestamp))
            }
        }
    }

    @Test(arguments: ["", "x", "+1700000000", "01700000000", "1700000000.0", "99999999999999999999"])
    func `a timestamp that is no number is refused`(timestamp: String) {
        #expect(throws: WebhookSignature.Failure.malformedTimestamp) {
            try verify(field([Self.old]), timestamp: timestamp)
        }
    }

    @Test
    func `timestamps at the ends of time are outside`() {
        for timestamp in [Int64.min, .max] {
            #expect(throws: WebhookSignature.Failure.self) { try verify("v1,", timestamp: String(timestamp)) }
        }
    }

    @Test
    func `secrets have 24 to 64 bytes of base64 behind their prefix`() {
        let text = { (count: Int) in "whsec_" + String(repeating: "AAAA", count: count / 3) }
        #expect(WebhookSecret(text(24)) != nil)
        #expect(WebhookSecret(text(63)) != nil)
        #expect(WebhookSecret(text(21)) == nil)
        #expect(WebhookSecret(text(66)) == nil)
        #expect(WebhookSecret(String(text(24).dropFirst(6))) == nil)
        #expect(WebhookSecret(text(24) + "*") == nil)
        #expect(WebhookSecret(Self.old.text)?.text == Self.old.text)
    }
}
