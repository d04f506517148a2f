// SPDX-License-Identifier: Apache-2.0

import StorageS3
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Credentials of an instance` {
    private func reason(_ services: CredentialServices) async throws -> String {
        let provider = services.provider(CredentialExamples.instanceSource)
        let error = try await #require(throws: S3CredentialError.self) { try await provider.credentials() }
        return try #require(error.answers.first).reason
    }

    @Test(arguments: [CredentialExamples.imds, CredentialExamples.imds + "/"])
    func `are lent for a token and a role`(endpoint: String) async throws {
        let services = CredentialExamples.instance()
        let credentials = try await services.provider(.instance(endpoint: endpoint)).credentials()
        #expect(
            credentials
                == S3Credentials(
                    accessKeyID: "ASIAIOSFODNN7EXAMPLE",
                    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                    sessionToken: "token"
                )
        )
        let imds = "http://169.254.169.254/latest"
        #expect(
            services.calls.map { "\($0)" } == [
                "PUT \(imds)/api/token", "GET \(imds)/meta-data/iam/security-credentials/",
                "GET \(imds)/meta-data/iam/security-credentials/s3access",
            ]
        )
    }

    @Test func `are those of the first role`() async throws {
        let services = CredentialExamples.instance(role: " s3access \r\nother\n")
        _ = try await services.provider(CredentialExamples.instanceSource).credentials()
        #expect(services.calls.last?.url.hasSuffix("/s3access") == true)
    }

    @Test(arguments: ["", "\n", "..", "../user-data", "a/b", "a?b", "a b", "ä", String(repeating: "a", count: 129)])
    func `are not looked for under what is no role's name`(role: String) async throws {
        let services = CredentialExamples.instance(role: role)
        #expect(try await reason(services).contains("attach an instance profile"))
        #expect(services.calls.count == 2)
    }

    @Test func `are refused with what the service says`() async throws {
        let said = #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role s3access"}"#
        let refused = "AssumeRoleUnauthorizedAccess: EC2 cannot assume the role s3access; look at the role"
        #expect(try await reason(CredentialExamples.instance(said)).contains(refused))
        let services = CredentialExamples.instance()
        let place = "GET \(CredentialExamples.imds)\(CredentialExamples.imdsRoles)"
        services.set(place, "<?xml version=\"1.0\"?><html></html>", status: 404)
        #expect(try await reason(services).contains("status 404; attach an instance profile to this instance"))
        services.set("PUT \(CredentialExamples.imds)/latest/api/token", "", status: 403)
        #expect(try await reason(services).contains("status 403; from within a container"))
        services.set("PUT \(CredentialExamples.imds)/latest/api/token", "")
        #expect(try await reason(services) == "the metadata service answered with no token")
    }

    @Test(arguments: ["AccessKeyId", "SecretAccessKey", "Token", "Expiration"])
    func `are refused without one of their parts`(name: String) async throws {
        let answer = CredentialExamples.imdsAnswer.replacing("\"\(name)\"", with: "\"X\"")
        #expect(try await reason(CredentialExamples.instance(answer)).hasPrefix("\(name) is missing"))
    }
}
