// SPDX-License-Identifier: Apache-2.0

/// Why there are no credentials: what each source answered, without secrets.
public struct S3CredentialError: Error, Hashable, Sendable {
    /// What one source answered.
    public struct Answer: Hashable, Sendable {
        /// The source, as its description has it.
        public let source: String
        /// What was wrong, without a full stop.
        public let reason: String
    }

    /// In the order in which the sources were asked; empty where there are none.
    public let answers: [Answer]
}

extension S3CredentialError: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        if answers.isEmpty {
            return "no source of credentials is set up; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                + "or name a credentials file with AWS_SHARED_CREDENTIALS_FILE"
        }
        return "no source gave credentials: " + answers.map { "\($0.source): \($0.reason)" }.joined(separator: "; ")
    }
}

/// What is wrong with one source: a sentence without a full stop and without secrets.
struct SourceFault: Error, Hashable, Sendable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
