// SPDX-License-Identifier: Apache-2.0

/// What a source gave.
struct LentCredentials: Hashable, Sendable {
    let credentials: S3Credentials
    /// Until when they are good, in seconds since 1970; nil where nobody said.
    let expiry: Int?

    /// Credentials that are known already.
    init(_ credentials: S3Credentials) throws(SourceFault) {
        try Self.check(credentials)
        self.credentials = credentials
        expiry = nil
    }

    /// Credentials as members of an answer or a file.
    ///
    /// - Parameters:
    ///   - members: Names and values.
    ///   - names: What the members are called.
    ///   - isForATime: Whether a session token and an expiry have to be among them.
    /// - Throws: What is missing or malformed, by its name.
    init(_ members: [String: String], named names: Names, isForATime: Bool) throws(SourceFault) {
        func required(_ name: String) throws(SourceFault) -> String {
            guard let value = members[name], !value.isEmpty else {
                throw SourceFault("\(name) is missing; \(names.remedy)")
            }
            return value
        }
        credentials = S3Credentials(
            accessKeyID: try required(names.accessKeyID),
            secretAccessKey: try required(names.secretAccessKey),
            sessionToken: isForATime ? try required(names.sessionToken) : members[names.sessionToken]
        )
        try Self.check(credentials)
        guard let name = names.expiration, isForATime || members[name] != nil else {
            expiry = nil
            return
        }
        guard let expiry = HTTPDate.seconds(iso: try required(name)) else {
            throw SourceFault("\(name) is no time such as 2026-01-02T03:04:05Z; \(names.remedy)")
        }
        self.expiry = expiry
    }

    func isGood(at now: Int) -> Bool { expiry.map { now < $0 } ?? true }

    /// What goes into headers has to fit there, and a stray line break would only show as a wrong signature.
    private static func check(_ credentials: S3Credentials) throws(SourceFault) {
        let words = [credentials.accessKeyID, credentials.sessionToken ?? "none"]
        guard words.allSatisfy(\.isHeaderWord) else {
            throw SourceFault(
                "the access key's ID or the session token is empty or has spaces, line breaks or letters beyond ASCII "
                    + "in it; write it anew, without a line break at its end"
            )
        }
        guard !credentials.secretAccessKey.isEmpty, credentials.secretAccessKey.utf8.allSatisfy({ $0 >= 0x20 }) else {
            throw SourceFault("the secret access key is empty or has a line break in it; write it anew without")
        }
    }
}

extension LentCredentials {
    /// What the members are called.
    struct Names {
        let accessKeyID: String
        let secretAccessKey: String
        let sessionToken: String
        let expiration: String?
        /// What to do where one is missing.
        let remedy: String

        /// In the shared credentials file.
        static let file = Names(
            accessKeyID: "aws_access_key_id",
            secretAccessKey: "aws_secret_access_key",
            sessionToken: "aws_session_token",
            expiration: nil,
            remedy: "add it to the profile"
        )
        /// In what the security token service answers.
        static let tokenService = answer(sessionToken: "SessionToken")
        /// In what containers and instances are answered.
        static let metadata = answer(sessionToken: "Token")

        private static func answer(sessionToken: String) -> Names {
            Names(
                accessKeyID: "AccessKeyId",
                secretAccessKey: "SecretAccessKey",
                sessionToken: sessionToken,
                expiration: "Expiration",
                remedy: "look at what answers there"
            )
        }
    }
}
