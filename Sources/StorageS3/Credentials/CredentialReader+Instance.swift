// SPDX-License-Identifier: Apache-2.0

extension CredentialReader {
    /// Source: Amazon EC2 User Guide, "Use the Instance Metadata Service", version 2.
    func instance(_ endpoint: String) async throws(SourceFault) -> LentCredentials {
        let lifetime = S3Request.Field("X-aws-ec2-metadata-token-ttl-seconds", "21600")
        let token = try word(
            await answer(
                to: HTTPCall("PUT", Self.url(endpoint, "/latest/api/token"), headers: [lifetime]),
                hiding: [],
                hint: "from within a container the metadata service needs a hop limit of 2"
            )
        )
        guard token.isHeaderWord else { throw SourceFault("the metadata service answered with no token") }
        let path = "/latest/meta-data/iam/security-credentials/"
        let role = try word(await metadata(endpoint, path, token))
        // Elsewhere than in a name, its characters would lead elsewhere on the service.
        guard role.isIAMName, role != ".", role != ".." else {
            throw SourceFault("the metadata service names no role; attach an instance profile to this instance")
        }
        return try metadata(await metadata(endpoint, path + role, token), isForATime: true)
    }

    private func metadata(_ endpoint: String, _ path: String, _ token: String) async throws(SourceFault) -> [UInt8] {
        try await answer(
            to: HTTPCall(
                "GET",
                Self.url(endpoint, path),
                headers: [.init("X-aws-ec2-metadata-token", token)]
            ),
            hiding: [token],
            hint: "attach an instance profile to this instance"
        )
    }

    /// The first line of an answer.
    private func word(_ body: [UInt8]) throws(SourceFault) -> String {
        let text = String(decoding: body, as: UTF8.self)
        return String(text.split(whereSeparator: \.isNewline).first?.trimmed ?? "")
    }
}
