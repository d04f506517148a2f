// SPDX-License-Identifier: Apache-2.0

extension CredentialReader {
    /// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
    func container(
        _ url: String,
        _ authorization: S3CredentialSource.Authorization?
    ) async throws(SourceFault) -> LentCredentials {
        guard Self.isTrusted(url) else {
            throw SourceFault(
                "its URL has to begin with https://, or with http:// and an address of this machine or of the agents "
                    + "of ECS and EKS; change AWS_CONTAINER_CREDENTIALS_FULL_URI"
            )
        }
        var headers = [S3Request.Field("Accept", "application/json")]
        let token = try authorization.map { authorization throws(SourceFault) in try Self.token(authorization) }
        if let token { headers.append(.init("Authorization", token)) }
        let answer = try await answer(
            to: HTTPCall("GET", url, headers: headers),
            hiding: [token ?? ""],
            hint: "look at the role that the container has"
        )
        return try metadata(answer, isForATime: false)
    }

    private static func token(_ authorization: S3CredentialSource.Authorization) throws(SourceFault) -> String {
        switch authorization {
        case .tokenFile(let path): return try SmallFile.word(path)
        case .token(let token):
            guard !token.isEmpty, token.split(separator: " ").allSatisfy(\.isHeaderWord) else {
                throw SourceFault("AWS_CONTAINER_AUTHORIZATION_TOKEN fits into no header; write it without line breaks")
            }
            return token
        }
    }

    /// Whether credentials from there come from where they should: through TLS, or from this machine's own agents.
    private static func isTrusted(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return true }
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst("http://".count).prefix { !"/?#".contains($0) }
        let host = withoutPort(authority)
        return ["localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"].contains(host)
            || isLoopback(host)
    }

    private static func withoutPort(_ authority: Substring) -> Substring {
        guard let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") else { return authority }
        let digits = authority[authority.index(after: colon)...]
        return UInt16(digits) == nil ? authority : authority[..<colon]
    }

    /// 127.0.0.0/8; a name such as `127.example.com` is not in it.
    private static func isLoopback(_ host: Substring) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
