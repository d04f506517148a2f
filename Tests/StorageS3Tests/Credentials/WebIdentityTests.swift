// SPDX-License-Identifier: Apache-2.0

import StorageS3
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Credentials for a web identity` {
    private let services = CredentialServices()
    private let place = CredentialExamples.stsPlace

    private func reason(token: String = "eyJ.a.b") async throws -> String {
        let file = try CredentialFile(token)
        let provider = services.provider(CredentialExamples.webIdentitySource(file))
        let error = try await #require(throws: S3CredentialError.self) { try await provider.credentials() }
        return try #require(error.answers.first).reason
    }

    @Test func `are lent by the token service`() async throws {
        services.set(place, CredentialExamples.stsAnswer)
        let file = try CredentialFile("eyJ.a-b_c/+=\n")
        let credentials = try await services.provider(CredentialExamples.webIdentitySource(file)).credentials()
        #expect(
            credentials
                == S3Credentials(
                    accessKeyID: "ASIAIOSFODNN7EXAMPLE",
                    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
                    sessionToken: "AQoDYXdzEE0a8ANXXXXXXXXNO1ewxE5TijQyp+IEXAMPLE"
                )
        )
        let call = try #require(services.calls.first)
        #expect(services.calls.count == 1)
        #expect(call.headers == [.init("Content-Type", "application/x-www-form-urlencoded")])
        #expect(
            String(decoding: call.body, as: UTF8.self) == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                + "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FFederatedWebIdentityRole&RoleSessionName=app1"
                + "&WebIdentityToken=eyJ.a-b_c%2F%2B%3D"
        )
    }

    @Test func `may have any of XML's five entities and white space around them`() async throws {
        let answer = CredentialExamples.stsAnswer
            .replacing("wJalrXUtnFEMI/", with: "\n w&amp;&lt;&gt;&quot;&apos;&#x2F; ")
        services.set(place, answer.replacing("</SecretAccessKey>", with: " \n</SecretAccessKey>"))
        let file = try CredentialFile("eyJ.a.b")
        let credentials = try await services.provider(CredentialExamples.webIdentitySource(file)).credentials()
        #expect(credentials.secretAccessKey == "w&<>\"'/ K7MDENG/bPxRfiCYzEXAMPLEKEY")
    }

    @Test func `are refused with what the service says`() async throws {
        let answer = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
            <Code>ExpiredTokenException</Code><Message>Token expired: current date/time 1</Message></Error>
            <RequestId>4e4</RequestId></ErrorResponse>
            """
        services.set(place, answer, status: 400)
        let said = "was answered with status 400, ExpiredTokenException: Token expired: current date/time 1; look at "
        #expect(try await reason().hasPrefix("POST https://sts.us-east-1.amazonaws.com/ \(said)"))
        services.set(place, "", status: 503)
        #expect(try await reason().contains("was answered with status 503; "))
    }

    @Test(arguments: [
        ("AccessKeyId", "AccessKeyId is missing"), ("SecretAccessKey", "SecretAccessKey is missing"),
        ("SessionToken", "SessionToken is missing"), ("Expiration", "Expiration is missing"),
        ("Credentials", "no AssumeRoleWithWebIdentityResponse"),
    ])
    func `are refused without one of their parts`(name: String, reason: String) async throws {
        let answer = CredentialExamples.stsAnswer
        services.set(place, answer.replacing("<\(name)>", with: "<X>").replacing("</\(name)>", with: "</X>"))
        #expect(try await self.reason().contains(reason))
    }

    @Test func `are not asked for without a token`() async throws {
        for token in ["", " \n", "two words", "ümlaut"] {
            #expect(try await reason(token: token).contains("does not hold one word"))
        }
        let source = S3CredentialSource.webIdentity(
            roleARN: CredentialExamples.role,
            tokenFile: "/nonexistent/token",
            sessionName: "a",
            endpoint: CredentialExamples.stsEndpoint
        )
        let provider = services.provider(source)
        await #expect(throws: S3CredentialError.self) { try await provider.credentials() }
        #expect(services.calls.isEmpty)
    }

    @Test func `are asked for with the token that the file has then`() async throws {
        let time = AdjustableTime()
        let file = try CredentialFile("first")
        services.set(place, CredentialExamples.stsAnswer)
        let provider = services.provider(CredentialExamples.webIdentitySource(file), at: time)
        _ = try await provider.credentials()
        try file.write("second")
        // 2014-10-24T23:00:23Z, less five minutes.
        time.set(1_414_191_623 - 300)
        _ = try await provider.credentials()
        let tokens = services.calls.map { String(decoding: $0.body, as: UTF8.self).split(separator: "=").last }
        #expect(tokens == ["first", "second"])
    }
}
