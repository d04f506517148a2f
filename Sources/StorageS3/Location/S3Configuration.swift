// SPDX-License-Identifier: Apache-2.0

public import Storage

/// How objects are kept in an S3 store.
public struct S3Configuration: Sendable {
    /// What the store encrypts its objects with.
    public enum Encryption: Hashable, Sendable {
        /// Whatever the bucket says.
        case bucketDefault
        /// The store's own key.
        case storeKey
        /// A key of its key service, by name.
        case keyService(String)
    }

    /// How long uploads, results, final records and tombstones are kept.
    public var lifetimes = StorageConfiguration()
    /// What objects are encrypted with.
    public var encryption = Encryption.bucketDefault
    /// The longest object that is sent in one request.
    ///
    /// Only uploads are sent in parts: a store may ignore the condition of what is completed from parts.
    public var singleRequestByteCountMax = 64 << 20
    /// Bytes of a part; stores demand at least 5 MiB of all but the last.
    public var partByteCount = 16 << 20
    /// Connections that are kept open.
    public var connectionCountMax = 64
    /// Attempts at one request.
    public var attemptsMax = 6
    /// The longest pause after the first failed attempt; it doubles with each.
    public var firstPause = Duration.milliseconds(50)
    /// The longest pause between two attempts.
    public var pauseMax = Duration.seconds(2)
    /// How long a store may take to answer an attempt.
    public var answerTimeout = Duration.seconds(15)

    /// The defaults.
    public init() {}

    var encryptionHeaders: [S3Request.Field] {
        switch encryption {
        case .bucketDefault: []
        case .storeKey: [.init("x-amz-server-side-encryption", "AES256")]
        case .keyService(let key):
            [
                .init("x-amz-server-side-encryption", "aws:kms"),
                .init("x-amz-server-side-encryption-aws-kms-key-id", key),
            ]
        }
    }
}
