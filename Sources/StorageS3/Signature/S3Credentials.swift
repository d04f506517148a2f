// SPDX-License-Identifier: Apache-2.0

/// Who asks an S3 store.
public struct S3Credentials: Hashable, Sendable {
    /// The access key's name, which is no secret.
    public let accessKeyID: String
    /// The secret that requests are signed with; never written anywhere.
    public let secretAccessKey: String
    /// What credentials that are lent for a time come with; sent with every request.
    public let sessionToken: String?

    /// Credentials.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

extension S3Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key's name alone.
    public var description: String { "credentials \(accessKeyID)" }
    /// The same.
    public var debugDescription: String { description }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: [("accessKeyID", accessKeyID)]) }
}
