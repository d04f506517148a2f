// SPDX-License-Identifier: Apache-2.0

import Foundation
import StorageS3
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Credentials from a file` {
    private let text = """
        # what Amazon's tools write
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

        [profile lent]
          AWS_ACCESS_KEY_ID=ASIAI44QH8DHBEXAMPLE ; a comment
        aws_secret_access_key\t=\tje7MtGbClwBF/2Zp9Utk#h3yCo8nvbEXAMPLEKEY
        s3 =
            aws_session_tokens = 3
        aws_session_token = IQoJb3JpZ2luX2IQoJb3JpZ2luX2==
        ; aws_session_token = no
        not a setting
        [ "two words" ] # quoted
        aws_access_key_id = AKIAI44QH8DHBEXAMPLE
        aws_secret_access_key = secret
        [half]
        aws_access_key_id = AKIAI44QH8DHBEXAMPLE
        aws_secret_access_key =
        """

    private func credentials(_ text: String, _ profile: String) async throws -> S3Credentials {
        try await credentials([UInt8](text.utf8), profile)
    }

    private func credentials(_ bytes: [UInt8], _ profile: String) async throws -> S3Credentials {
        let file = try CredentialFile(bytes)
        return try await CredentialServices().provider(.file(path: file.path, profile: profile)).credentials()
    }

    private func reason(_ bytes: [UInt8], _ profile: String = "default") async throws -> String {
        let error = try await #require(throws: S3CredentialError.self) { try await credentials(bytes, profile) }
        return try #require(error.answers.first).reason
    }

    @Test(arguments: ["", "\u{FEFF}"]) func `are a profile's`(start: String) async throws {
        #expect(try await credentials(start + text, "default") == CredentialExamples.keys)
        #expect(
            try await credentials(start + text, "lent")
                == S3Credentials(
                    accessKeyID: "ASIAI44QH8DHBEXAMPLE",
                    secretAccessKey: "je7MtGbClwBF/2Zp9Utk#h3yCo8nvbEXAMPLEKEY",
                    sessionToken: "IQoJb3JpZ2luX2IQoJb3JpZ2luX2=="
                )
        )
        #expect(try await credentials(start + text, "two words").secretAccessKey == "secret")
    }

    @Test func `may have lines that end as on Windows`() async throws {
        let text = text.replacing("\n", with: "\r\n")
        #expect(try await credentials(text, "default") == CredentialExamples.keys)
    }

    @Test func `are the last that a profile has, whose parts belong together`() async throws {
        let more = "\n[other]\naws_access_key_id = OTHER\n[default]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE"
        let credentials = try await credentials(text + more, "default")
        #expect(credentials.accessKeyID == "AKIAI44QH8DHBEXAMPLE")
        #expect(credentials.secretAccessKey == CredentialExamples.keys.secretAccessKey)
    }

    @Test func `are missed by name`() async throws {
        #expect(try await reason([UInt8](text.utf8), "nobody").contains("add [nobody]"))
        #expect(try await reason([UInt8](text.utf8), "half").contains("aws_secret_access_key is missing"))
        #expect(try await reason([UInt8]("[default]".utf8)).contains("aws_access_key_id is missing"))
        #expect(try await reason([]).contains("add [default]"))
        #expect(try await reason([0x5B, 0xFF, 0x5D]).contains("UTF-8"))
    }

    @Test func `are not read from a file longer than 64 KiB`() async throws {
        let bytes = [UInt8](text.utf8)
        let filled = bytes + [UInt8](repeating: UInt8(ascii: "\n"), count: 64 << 10 - bytes.count)
        #expect(try await credentials(filled, "default") == CredentialExamples.keys)
        #expect(try await reason(filled + [UInt8(ascii: "\n")]).contains("longer than 65536 bytes"))
    }

    @Test(arguments: ["/dev/null", "/"]) func `are not read from what is no file`(path: String) async throws {
        let provider = CredentialServices().provider(.file(path: path, profile: "default"))
        let error = try await #require(throws: S3CredentialError.self) { try await provider.credentials() }
        #expect(error.answers.first?.reason == "\(path) is no file; name one")
    }

    @Test func `are never waited for at a pipe`() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/facefleet-\(UUID().uuidString)"
        try #require(mkfifo(path, 0o600) == 0)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let provider = CredentialServices().provider(.file(path: path, profile: "default"))
        await #expect(throws: S3CredentialError.self) { try await provider.credentials() }
    }

    @Test func `cut off at any byte give an error or what is left of them`() async throws {
        let bytes = [UInt8](text.utf8)
        for count in 0..<bytes.count {
            let cut = try? await credentials([UInt8](bytes[..<count]), "lent")
            #expect(cut.map { "ASIAI44QH8DHBEXAMPLE".hasPrefix($0.accessKeyID) } ?? true)
        }
    }
}
