// SPDX-License-Identifier: Apache-2.0

/// Where credentials come from.
public enum S3CredentialSource: Hashable, Sendable {
    /// What a container shows to be given credentials.
    public enum Authorization: Hashable, Sendable {
        /// The token itself.
        case token(String)
        /// A file with the token, which is read every time.
        case tokenFile(String)
    }

    /// Keys that are known already; they never change.
    case fixed(S3Credentials)
    /// A profile of the shared credentials file of Amazon's tools.
    case file(path: String, profile: String)
    /// The security token service (STS) lends a role's credentials for the token of another identity provider.
    ///
    /// Source: AWS Security Token Service API Reference, AssumeRoleWithWebIdentity.
    case webIdentity(roleARN: String, tokenFile: String, sessionName: String, endpoint: String)
    /// An agent beside the container, as in ECS and EKS Pod Identity; without TLS only at the addresses of these.
    case container(url: String, authorization: Authorization?)
    /// The metadata service of an EC2 instance, version 2.
    case instance(endpoint: String)
}

extension S3CredentialSource: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What it is and where, without secrets.
    public var description: String {
        switch self {
        case .fixed(let credentials): "the access key \(credentials.accessKeyID)"
        case .file(let path, let profile): "profile '\(profile)' of the credentials file \(path)"
        case .webIdentity(let role, let tokenFile, _, let endpoint):
            "role \(role) for the token in \(tokenFile) at \(HTTPCall.shown(endpoint))"
        case .container(let url, _): "the container's credentials at \(HTTPCall.shown(url))"
        case .instance(let endpoint): "the instance's role at \(HTTPCall.shown(endpoint))"
        }
    }

    /// The same.
    public var debugDescription: String { description }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension S3CredentialSource.Authorization: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Where the token is, not what it is.
    public var description: String {
        switch self {
        case .token: "a token"
        case .tokenFile(let path): "the token in \(path)"
        }
    }

    /// The same.
    public var debugDescription: String { description }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
