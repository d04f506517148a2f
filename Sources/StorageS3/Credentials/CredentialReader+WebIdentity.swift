// SPDX-License-Identifier: Apache-2.0

extension CredentialReader {
    /// Source: AWS Security Token Service API Reference, AssumeRoleWithWebIdentity, version 2011-06-15.
    func webIdentity(
        _ role: String,
        _ token: String,
        _ sessionName: String,
        _ endpoint: String
    ) async throws(SourceFault) -> LentCredentials {
        let form = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", sessionName), ("WebIdentityToken", token),
        ]
        let body = form.map { "\($0)=\(PercentEncoding.encoded($1))" }.joined(separator: "&")
        let call = HTTPCall(
            "POST",
            Self.url(endpoint, "/"),
            headers: [.init("Content-Type", "application/x-www-form-urlencoded")],
            body: [UInt8](body.utf8)
        )
        let answer = try await answer(
            to: call,
            hiding: [token],
            hint: "look at the role's trust policy and at AWS_ROLE_ARN"
        )
        guard let result = XMLElement(answer)?.all("AssumeRoleWithWebIdentityResult").first,
            let credentials = result.all("Credentials").first
        else { throw SourceFault("the answer is no AssumeRoleWithWebIdentityResponse; look at AWS_ENDPOINT_URL_STS") }
        let members = credentials.children.map { ($0.name, String($0.text.trimmed)) }
        return try LentCredentials(
            Dictionary(members) { first, _ in first },
            named: .tokenService,
            isForATime: true
        )
    }
}
