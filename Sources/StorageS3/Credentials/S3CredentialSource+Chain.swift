// SPDX-License-Identifier: Apache-2.0

extension S3CredentialSource {
    /// The sources that an environment names, in the order of Amazon's tools.
    ///
    /// 1. Keys: `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY`, and `AWS_SESSION_TOKEN`.
    /// 2. Web identity: `AWS_ROLE_ARN` with `AWS_WEB_IDENTITY_TOKEN_FILE`, and `AWS_ROLE_SESSION_NAME`; at
    ///    `AWS_ENDPOINT_URL_STS`, else in `AWS_REGION` or `AWS_DEFAULT_REGION`, else everywhere.
    /// 3. File: `AWS_SHARED_CREDENTIALS_FILE`, else `.aws/credentials` at home; its profile `AWS_PROFILE`.
    /// 4. Container: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`, else `AWS_CONTAINER_CREDENTIALS_FULL_URI`; with
    ///    `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, else `AWS_CONTAINER_AUTHORIZATION_TOKEN`.
    /// 5. Instance, unless `AWS_EC2_METADATA_DISABLED` is `true`: at `AWS_EC2_METADATA_SERVICE_ENDPOINT`.
    ///
    /// An empty variable is one that is not set; a source that lacks one of its variables is left out.
    ///
    /// - Parameters:
    ///   - environment: The variables.
    ///   - home: The user's folder, if there is one.
    /// - Returns: The sources, the first to be asked first.
    public static func chain(environment: [String: String], home: String?) -> [S3CredentialSource] {
        let variables = environment.filter { !$0.value.isEmpty }
        let sources = [
            keys(variables), webIdentity(variables), file(variables, home), container(variables), instance(variables),
        ]
        return sources.compactMap { $0 }
    }

    private static let sessionName = "facefleet"
    private static let taskEndpoint = "http://169.254.170.2"
    private static let instanceEndpoint = "http://169.254.169.254"

    private static func keys(_ variables: [String: String]) -> S3CredentialSource? {
        guard let id = variables["AWS_ACCESS_KEY_ID"], let secret = variables["AWS_SECRET_ACCESS_KEY"] else {
            return nil
        }
        let token = variables["AWS_SESSION_TOKEN"]
        return .fixed(S3Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token))
    }

    private static func webIdentity(_ variables: [String: String]) -> S3CredentialSource? {
        guard let role = variables["AWS_ROLE_ARN"], let tokenFile = variables["AWS_WEB_IDENTITY_TOKEN_FILE"] else {
            return nil
        }
        let region = variables["AWS_REGION"] ?? variables["AWS_DEFAULT_REGION"]
        return .webIdentity(
            roleARN: role,
            tokenFile: tokenFile,
            sessionName: variables["AWS_ROLE_SESSION_NAME"] ?? sessionName,
            endpoint: variables["AWS_ENDPOINT_URL_STS"] ?? region.map { "https://sts.\($0).amazonaws.com" }
                ?? "https://sts.amazonaws.com"
        )
    }

    private static func file(_ variables: [String: String], _ home: String?) -> S3CredentialSource? {
        let profile = variables["AWS_PROFILE"] ?? "default"
        if let path = variables["AWS_SHARED_CREDENTIALS_FILE"] {
            guard let home, path.hasPrefix("~/") else { return .file(path: path, profile: profile) }
            return .file(path: home + path.dropFirst(), profile: profile)
        }
        guard let home, !home.isEmpty else { return nil }
        return .file(path: "\(home)/.aws/credentials", profile: profile)
    }

    private static func container(_ variables: [String: String]) -> S3CredentialSource? {
        let path = variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]
        guard let url = path.map({ taskEndpoint + $0 }) ?? variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] else {
            return nil
        }
        let tokenFile = variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"].map { Authorization.tokenFile($0) }
        let token = variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"].map { Authorization.token($0) }
        return .container(url: url, authorization: tokenFile ?? token)
    }

    private static func instance(_ variables: [String: String]) -> S3CredentialSource? {
        guard variables["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
        return .instance(endpoint: variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? instanceEndpoint)
    }
}
