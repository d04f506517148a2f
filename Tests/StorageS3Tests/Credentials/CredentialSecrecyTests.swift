// SPDX-License-Identifier: Apache-2.0

import StorageS3
import Testing

@Suite(.timeLimit(.minutes(1))) struct `What is said about credentials` {
    private let secrets = ["eyJ.first+part.EXAMPLE", "eyJ.first%2Bpart.EXAMPLE", "wJalr", "AQoDYXdz", "AQAEAEXAMPLE"]

    private func isSilent(_ value: some Any) -> Bool {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(reflecting: value), dumped].allSatisfy { text in
            secrets.allSatisfy { !text.contains($0) }
        }
    }

    private func error(_ services: CredentialServices, _ source: S3CredentialSource) async throws -> S3CredentialError {
        try await #require(throws: S3CredentialError.self) { try await services.provider(source).credentials() }
    }

    @Test func `has no secret of a source`() {
        let sources: [S3CredentialSource] = [
            .fixed(CredentialExamples.keys),
            .container(url: "https://wJalr@a/?wJalr", authorization: .token(secrets[0])),
            .webIdentity(roleARN: "a", tokenFile: "/b", sessionName: "c", endpoint: "https://a:wJalr@b/c#wJalr"),
            .instance(endpoint: "http://wJalr@a"),
        ]
        for source in sources { #expect(isSilent(source), "\(source)") }
        #expect("\(sources[1])" == "the container's credentials at https://a/")
        #expect(isSilent(S3CredentialSource.Authorization.token(secrets[0])))
    }

    @Test func `has no secret of a request`() {
        let call = HTTPCall(
            "PUT",
            "https://a/b?wJalr",
            headers: [.init("Authorization", secrets[0])],
            body: [UInt8](secrets[0].utf8)
        )
        #expect(isSilent(call))
        #expect("\(call)" == "PUT https://a/b")
    }

    @Test func `has no secret that a service sends back`() async throws {
        let file = try CredentialFile(secrets[0])
        let answers = [
            "<Error><Code>Bad</Code><Message>your token \(secrets[0]) was bad</Message></Error>",
            "<ErrorResponse><Error><Code>\(secrets[1])</Code><Message>Bad</Message></Error></ErrorResponse>",
            #"{"code":"Bad","message":"your token \#(secrets[0]) was bad"}"#, "your token \(secrets[0]) was bad",
        ]
        let services = CredentialServices()
        let sources = [
            CredentialExamples.webIdentitySource(file),
            .container(url: CredentialExamples.podURL, authorization: .tokenFile(file.path)),
            .container(url: CredentialExamples.podURL, authorization: .token(secrets[0])),
        ]
        for answer in answers {
            for status in [200, 403] {
                services.set(CredentialExamples.stsPlace, answer, status: status)
                services.set(CredentialExamples.podPlace, answer, status: status)
                for source in sources {
                    let error = try await error(services, source)
                    #expect(isSilent(error), "\(error)")
                }
            }
        }
    }

    @Test func `has no secret that an answer holds which is refused`() async throws {
        let file = try CredentialFile(secrets[0])
        let services = CredentialExamples.instance(
            CredentialExamples.imdsAnswer.replacing("2017", with: "AQoDYXdz").replacing(
                "\"token\"",
                with: "\"AQoDYXdz\""
            )
        )
        services.set(CredentialExamples.podPlace, CredentialExamples.podAnswer + "!")
        services.set(
            CredentialExamples.stsPlace,
            CredentialExamples.stsAnswer.replacing("AQoD", with: "AQoDYXdz wJalr")
        )
        let sources = [
            CredentialExamples.webIdentitySource(file), CredentialExamples.containerSource,
            CredentialExamples.instanceSource,
        ]
        for source in sources {
            let error = try await error(services, source)
            #expect(isSilent(error), "\(error)")
        }
        services.set(CredentialExamples.stsPlace, nil)
        services.set(CredentialExamples.podPlace, nil)
        services.set("PUT \(CredentialExamples.imds)/latest/api/token", "AQAEAEXAMPLE \u{1}")
        for source in sources {
            let error = try await error(services, source)
            #expect(isSilent(error), "\(error)")
        }
    }

    @Test func `has no secret of a file`() async throws {
        let text = "[default]\naws_access_key_id = wJalr wJalr\naws_secret_access_key = wJalr"
        let file = try CredentialFile(text)
        let source = S3CredentialSource.file(path: file.path, profile: "default")
        #expect(isSilent(try await error(CredentialServices(), source)))
        try file.write("[default]\naws_access_key_id =\naws_secret_access_key = wJalr")
        #expect(isSilent(try await error(CredentialServices(), source)))
    }

    @Test func `is short and in one line`() async throws {
        let services = CredentialServices()
        let message =
            "a\u{1B}[31m\n\u{202E}b " + String(repeating: "c", count: 200) + String(repeating: " d", count: 500)
        services.set(
            CredentialExamples.podPlace,
            #"{"message":"\#(message.replacing("\n", with: "\\n"))"}"#,
            status: 500
        )
        services.set(
            "PUT \(CredentialExamples.imds)/latest/api/token",
            "<E><Message>\(message)</Message></E>",
            status: 500
        )
        let refused = try await error(services, CredentialExamples.instanceSource)
        let reason = try #require(refused.answers.first).reason
        #expect(reason.contains("status 500, a[31m b … d d d"))
        #expect(reason.count < 500)
        #expect(reason.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
        #expect(try await error(services, CredentialExamples.containerSource).answers.first?.reason.count ?? 500 < 500)
    }
}
