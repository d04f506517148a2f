// SPDX-License-Identifier: Apache-2.0

import StorageS3
import Testing

@Suite(.timeLimit(.minutes(1))) struct `The chain of credential sources` {
    private let keys = ["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalr"]
    private let identity = ["AWS_ROLE_ARN": CredentialExamples.role, "AWS_WEB_IDENTITY_TOKEN_FILE": "/token"]
    private let noInstance = ["AWS_EC2_METADATA_DISABLED": "true"]

    private func chain(_ parts: [String: String]..., home: String? = nil) -> [S3CredentialSource] {
        let environment = parts.reduce(into: [:]) { $0.merge($1) { _, last in last } }
        return S3CredentialSource.chain(environment: environment, home: home)
    }

    @Test func `has all sources in the order of Amazon's tools`() {
        let container = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": CredentialExamples.podURL]
        #expect(
            chain(keys, identity, container, ["AWS_SESSION_TOKEN": "lent"], home: "/a") == [
                .fixed(
                    S3Credentials(
                        accessKeyID: "AKIAIOSFODNN7EXAMPLE",
                        secretAccessKey: "wJalr",
                        sessionToken: "lent"
                    )
                ),
                .webIdentity(
                    roleARN: CredentialExamples.role,
                    tokenFile: "/token",
                    sessionName: "facefleet",
                    endpoint: "https://sts.amazonaws.com"
                ),
                .file(path: "/a/.aws/credentials", profile: "default"),
                .container(url: CredentialExamples.podURL, authorization: nil),
                .instance(endpoint: "http://169.254.169.254"),
            ]
        )
    }

    @Test func `leaves out what is set by halves or empty`() {
        #expect(chain(noInstance) == [])
        #expect(chain(noInstance, keys, ["AWS_SECRET_ACCESS_KEY": ""], home: "") == [])
        #expect(chain(noInstance, identity, ["AWS_ROLE_ARN": ""]) == [])
        let token = ["AWS_SESSION_TOKEN": ""]
        #expect(
            chain(noInstance, keys, token)
                == [.fixed(S3Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalr"))]
        )
    }

    @Test(arguments: [
        ([:], "https://sts.amazonaws.com"),
        (["AWS_DEFAULT_REGION": "eu-west-1"], "https://sts.eu-west-1.amazonaws.com"),
        (["AWS_DEFAULT_REGION": "eu-west-1", "AWS_REGION": "eu-north-1"], "https://sts.eu-north-1.amazonaws.com"),
        (["AWS_REGION": "eu-north-1", "AWS_ENDPOINT_URL_STS": "http://minio:9000"], "http://minio:9000"),
    ])
    func `finds the token service`(environment: [String: String], endpoint: String) {
        let source = S3CredentialSource.webIdentity(
            roleARN: CredentialExamples.role,
            tokenFile: "/token",
            sessionName: "me",
            endpoint: endpoint
        )
        #expect(chain(noInstance, identity, environment, ["AWS_ROLE_SESSION_NAME": "me"]) == [source])
    }

    @Test(arguments: [
        ([:], "/a/.aws/credentials", "default"), (["AWS_PROFILE": "x"], "/a/.aws/credentials", "x"),
        (["AWS_SHARED_CREDENTIALS_FILE": "/keys"], "/keys", "default"),
        (["AWS_SHARED_CREDENTIALS_FILE": "~/keys"], "/a/keys", "default"),
    ])
    func `finds the file and its profile`(environment: [String: String], path: String, profile: String) {
        #expect(chain(noInstance, environment, home: "/a") == [.file(path: path, profile: profile)])
    }

    @Test func `takes a container's path before its URL, and a file with a token before a token`() {
        let full = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": CredentialExamples.podURL]
        let token = ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "abc"]
        let file = ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/pod/token"]
        let path = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1"]
        let url = CredentialExamples.podURL
        #expect(chain(noInstance, full, token) == [.container(url: url, authorization: .token("abc"))])
        #expect(chain(noInstance, full, token, file) == [.container(url: url, authorization: .tokenFile("/pod/token"))])
        #expect(
            chain(noInstance, full, path)
                == [.container(url: "http://169.254.170.2/v2/credentials/1", authorization: nil)]
        )
    }

    @Test func `asks the instance where it is told to, unless it is forbidden`() {
        let endpoint = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://[fd00:ec2::254]"]
        #expect(chain(endpoint) == [.instance(endpoint: "http://[fd00:ec2::254]")])
        #expect(chain(endpoint, ["AWS_EC2_METADATA_DISABLED": "false"]).count == 1)
        #expect(chain(endpoint, ["AWS_EC2_METADATA_DISABLED": "TRUE"]) == [])
    }

    @Test func `gives what the first source gives that gives any`() async throws {
        let services = CredentialServices()
        services.set(CredentialExamples.podPlace, CredentialExamples.podAnswer)
        let provider = services.provider(
            .file(path: "/nonexistent/credentials", profile: "default"),
            CredentialExamples.containerSource,
            .fixed(CredentialExamples.keys)
        )
        #expect(try await provider.credentials().accessKeyID == "ASIAIOSFODNN7EXAMPLE")
        #expect(await provider.lastFailure == nil)
    }

    @Test func `says what each source answered when none gives any`() async throws {
        let services = CredentialServices()
        services.set(CredentialExamples.podPlace, #"{"code":"NoRole","message":"none is\u0020here"}"#, status: 404)
        let provider = services.provider(
            .file(path: "/nonexistent/credentials", profile: "x"),
            CredentialExamples.containerSource,
            CredentialExamples.instanceSource
        )
        let error = try await #require(throws: S3CredentialError.self) { try await provider.credentials() }
        #expect(error.answers.count == 3)
        #expect(error.answers[0].source == "profile 'x' of the credentials file /nonexistent/credentials")
        #expect(error.answers[0].reason == "there is no file /nonexistent/credentials; write it or name another")
        #expect(error.answers[1].reason.contains("status 404, NoRole: none is here; "))
        #expect(error.answers[2].reason.contains("PUT http://169.254.169.254/latest/api/token got no answer, "))
        #expect(error.answers.allSatisfy { "\(error)".contains($0.source) && "\(error)".contains($0.reason) })
        #expect(await provider.lastFailure == error)
    }

    @Test func `says how to set up a source where there is none`() async throws {
        let provider = CredentialServices().provider()
        let error = try await #require(throws: S3CredentialError.self) { try await provider.credentials() }
        #expect("\(error)".contains("AWS_ACCESS_KEY_ID"))
    }
}
