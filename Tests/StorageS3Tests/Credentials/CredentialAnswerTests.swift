// SPDX-License-Identifier: Apache-2.0

import Foundation
import StorageS3
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Answers that lend credentials` {
    /// Asks with one of a source's answers changed.
    private func credentials(
        _ place: String,
        of source: S3CredentialSource,
        _ services: CredentialServices,
        _ change: ([UInt8]) -> [UInt8]
    ) async throws -> S3Credentials {
        var answer = try #require(services.answer(place))
        let whole = answer
        answer.body = change(answer.body)
        services.set(place, answer)
        defer { services.set(place, whole) }
        return try await services.provider(source).credentials()
    }

    private func everyAnswer(
        _ check: (String, S3CredentialSource, CredentialServices) async throws -> Void
    ) async throws {
        let tokenFile = try CredentialFile("eyJ.a.b")
        let services = CredentialExamples.instance()
        services.set(CredentialExamples.stsPlace, CredentialExamples.stsAnswer)
        services.set(CredentialExamples.podPlace, CredentialExamples.podAnswer)
        let imds = CredentialExamples.imds
        let roles = CredentialExamples.imdsRoles
        try await check(CredentialExamples.stsPlace, CredentialExamples.webIdentitySource(tokenFile), services)
        try await check(CredentialExamples.podPlace, CredentialExamples.containerSource, services)
        for place in ["PUT \(imds)/latest/api/token", "GET \(imds)\(roles)", "GET \(imds)\(roles)s3access"] {
            try await check(place, CredentialExamples.instanceSource, services)
        }
    }

    @Test func `give an error when they are cut off at any byte`() async throws {
        try await everyAnswer { place, source, services in
            let whole = try #require(services.answer(place)).body.count
            for count in 0..<whole {
                await #expect(throws: S3CredentialError.self, "\(place) cut off at \(count)") {
                    try await credentials(place, of: source, services) { [UInt8]($0[..<count]) }
                }
            }
            _ = try await credentials(place, of: source, services) { $0 }
        }
    }

    @Test func `do no harm whatever byte stands in them`() async throws {
        try await everyAnswer { place, source, services in
            let whole = try #require(services.answer(place)).body.count
            let bytes: [UInt8] = [0, 0x0A, 0x22, 0x26, 0x3C, 0x5C, 0x7B, 0x80, 0xFF]
            for round in 0..<2 {
                for offset in 0..<whole {
                    let byte = bytes[(offset + round) % bytes.count]
                    let given = try? await credentials(place, of: source, services) { $0.replacing(offset, byte) }
                    let words = [given?.accessKeyID, given?.sessionToken].compactMap { $0 }
                    #expect(words.allSatisfy { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } })
                }
            }
        }
    }

    @Test func `may be up to 64 KiB long`() async throws {
        try await everyAnswer { place, source, services in
            func filled(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
                bytes + [UInt8](repeating: 0x0A, count: count - bytes.count)
            }
            _ = try await credentials(place, of: source, services) { filled($0, HTTPCall.answerByteCountMax) }
            let error = try await #require(throws: S3CredentialError.self) {
                try await credentials(place, of: source, services) { filled($0, HTTPCall.answerByteCountMax + 1) }
            }
            #expect(error.answers.first?.reason.contains("more than 65536 bytes") == true)
        }
    }

    private func fromJSON(_ text: String) async throws -> S3Credentials {
        let services = CredentialServices()
        services.set(CredentialExamples.podPlace, text)
        return try await services.provider(CredentialExamples.containerSource).credentials()
    }

    @Test(arguments: [
        #"{"AccessKeyId":"A","SecretAccessKey":"\"\\\/\u0041\uD83D\uDE00"}"#,
        #" { "x" : [ 1 , -2.5e+3 , [ ] , { } , { "AccessKeyId" : "no" } , true , null , "]" ] , "AccessKeyId" : "A" "#
            + #", "y" : { "SecretAccessKey" : "no" } , "SecretAccessKey" : "\"\\\/A😀" } "#,
    ])
    func `may be any JSON`(text: String) async throws {
        let credentials = try await fromJSON(text)
        #expect(credentials == S3Credentials(accessKeyID: "A", secretAccessKey: #""\/A😀"#))
    }

    @Test(arguments: [
        #"{"AccessKeyId":"A","SecretAccessKey":"B","AccessKeyId":"A"}"#, #"{"AccessKeyId":"A","SecretAccessKey":"B",}"#,
        #"{"AccessKeyId":"A","SecretAccessKey":"B"} {}"#, #"{"AccessKeyId":"A" "SecretAccessKey":"B"}"#,
        #"["AccessKeyId","A","SecretAccessKey","B"]"#, #"{"AccessKeyId":"A","SecretAccessKey":"\x"}"#,
        #"{"AccessKeyId":"A","SecretAccessKey":"\uD83D"}"#, #"{"AccessKeyId":"A","SecretAccessKey":"\uDE00\uD83D"}"#,
        #"{"AccessKeyId":"A","SecretAccessKey":"\u12"}"#, "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"B\n\"}",
        #"{"AccessKeyId":"A","SecretAccessKey":1}"#, #"{"AccessKeyId":"","SecretAccessKey":"B"}"#,
        #"{"AccessKeyId":"A\r\nHost: b","SecretAccessKey":"B"}"#, #"{"AccessKeyId":"A","SecretAccessKey":"\n"}"#,
        #"{"AccessKeyId":"A","SecretAccessKey":"B","Token":"a b"}"#, "", "{}", "null",
    ])
    func `are refused where they are malformed`(text: String) async throws {
        await #expect(throws: S3CredentialError.self) { try await fromJSON(text) }
    }

    @Test(arguments: [("{", "}", #"{"a":"#), ("[", "]", "[")])
    func `may be nested sixteen deep`(opening: String, closing: String, start: String) async throws {
        for (depth, isFine) in [(16, true), (17, false), (30_000, false)] {
            let inner = opening == "{" ? "{}" : "[]"
            let count = min(depth - 1, 10_000)
            let value = String(repeating: start, count: count) + inner + String(repeating: closing, count: count)
            let text = #"{"AccessKeyId":"A","SecretAccessKey":"B","x":\#(value)}"#
            #expect(((try? await fromJSON(text)) != nil) == isFine, "\(depth)")
        }
    }

    @Test(arguments: [
        "2026-01-02", "2026-01-02T03:04:05", "2026-13-02T03:04:05Z", "2026-01-02T24:04:05Z", "tomorrow", "", "Z",
        "999999999999999999999-01-02T03:04:05Z",
    ])
    func `are refused with a time that is none`(time: String) async throws {
        let answer = CredentialExamples.metadata("A", expiry: time)
        let error = try await #require(throws: S3CredentialError.self) { try await fromJSON(answer) }
        #expect(error.answers.first?.reason.hasPrefix("Expiration is ") == true)
    }

    @Test(arguments: [
        ("2026-01-02T03:04:05Z", 1_767_323_045), ("2024-02-29T23:59:59Z", 1_709_251_199),
        ("2100-03-01T00:00:00Z", 4_107_542_400), ("2026-01-02T03:04:05.678Z", 1_767_323_045),
    ])
    func `are good until their time`(text: String, seconds: Int) async throws {
        let services = CredentialServices()
        services.set(CredentialExamples.podPlace, CredentialExamples.metadata("A", expiry: text))
        for (now, isGood) in [(seconds - 1, true), (seconds, false)] {
            let provider = services.provider(CredentialExamples.containerSource, at: AdjustableTime(now))
            #expect(((try? await provider.credentials()) != nil) == isGood)
        }
    }
}

extension [UInt8] {
    fileprivate func replacing(_ offset: Int, _ byte: UInt8) -> [UInt8] {
        var copy = self
        copy[offset] = byte
        return copy
    }
}
