// SPDX-License-Identifier: Apache-2.0

import StorageS3
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Credentials of a container` {
    private let services = CredentialServices()
    private let url = CredentialExamples.podURL

    private func reason(_ source: S3CredentialSource) async throws -> String {
        let provider = services.provider(source)
        let error = try await #require(throws: S3CredentialError.self) { try await provider.credentials() }
        return try #require(error.answers.first).reason
    }

    @Test func `are lent by the agent, which is shown the token that the file has then`() async throws {
        services.set(CredentialExamples.podPlace, CredentialExamples.podAnswer)
        let file = try CredentialFile("eyJ.first\n")
        let provider = services.provider(.container(url: url, authorization: .tokenFile(file.path)))
        let credentials = try await provider.credentials()
        #expect(
            credentials
                == S3Credentials(
                    accessKeyID: "ASIAIOSFODNN7EXAMPLE",
                    secretAccessKey: "wJalrXUtnFEMI/K7MDENG",
                    sessionToken: "AQoDYXdzEJr/EXAMPLE"
                )
        )
        try file.write("eyJ.second")
        await provider.invalidate(credentials)
        _ = try await provider.credentials()
        let shown = services.calls.map { $0.headers.first { $0.name == "Authorization" }?.value }
        #expect(shown == ["eyJ.first", "eyJ.second"])
    }

    @Test func `may be asked for with a token from the environment or with none`() async throws {
        services.set(CredentialExamples.podPlace, CredentialExamples.podAnswer)
        _ = try await services.provider(.container(url: url, authorization: .token("Bearer abc"))).credentials()
        _ = try await services.provider(.container(url: url, authorization: nil)).credentials()
        let shown = services.calls.map { $0.headers.first { $0.name == "Authorization" }?.value }
        #expect(shown == ["Bearer abc", nil])
    }

    @Test(arguments: ["a\r\nHost: b", "", "ü"]) func `are not asked for with what fits into no header`(
        token: String
    ) async throws {
        let reason = try await reason(.container(url: url, authorization: .token(token)))
        #expect(reason.contains("fits into no header"))
        #expect(services.calls.isEmpty)
    }

    @Test func `are kept for good where nobody says when they expire`() async throws {
        let time = AdjustableTime()
        services.set(CredentialExamples.podPlace, #"{"AccessKeyId":"A","SecretAccessKey":"B","Expiration":null}"#)
        let provider = services.provider(CredentialExamples.containerSource, at: time)
        #expect(try await provider.credentials() == S3Credentials(accessKeyID: "A", secretAccessKey: "B"))
        time.set(4_000_000_000)
        _ = try await provider.credentials()
        #expect(services.calls.count == 1)
    }

    @Test(arguments: [
        "http://example.com/", "http://127.example.com/", "http://169.254.169.254/", "ftp://localhost/",
        "http://localhost@example.com/", "http://127.0.0.1:80@example.com/", "http://example.com?127.0.0.1",
        "http://127.0.0.1.example.com/", "http://[fd00:ec2::24]/", "localhost", "",
    ])
    func `are not asked for elsewhere without TLS`(url: String) async throws {
        let reason = try await reason(.container(url: url, authorization: .token("abc")))
        #expect(reason.contains("change AWS_CONTAINER_CREDENTIALS_FULL_URI"))
        #expect(services.calls.isEmpty)
    }

    @Test(arguments: [
        "https://example.com/", "http://localhost/", "http://localhost:8080/a?b", "http://127.0.0.1:80",
        "http://[::1]/",
        "http://[::1]:80/", "http://169.254.170.2/v2/credentials/1", "http://[fd00:ec2::23]/v1/credentials",
    ])
    func `are asked for through TLS or of agents nearby`(url: String) async throws {
        services.set("GET \(url)", CredentialExamples.podAnswer)
        _ = try await services.provider(.container(url: url, authorization: nil)).credentials()
        #expect(services.calls.map(\.url) == [url])
    }
}
