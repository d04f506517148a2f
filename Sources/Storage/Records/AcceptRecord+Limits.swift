// SPDX-License-Identifier: Apache-2.0

extension AcceptRecord {
    /// The bytes that come with the record: the request, then the inputs that are no uploads.
    package var contents: [Content] {
        [request]
            + inputs.compactMap { input in
                if case .content(let content) = input.origin { content } else { nil }
            }
    }

    /// Whether inputs came as uploads.
    package var namesUploads: Bool {
        inputs.contains { input in if case .upload = input.origin { true } else { false } }
    }

    /// Holds the record against what a record may be.
    ///
    /// - Throws: `recordTooLarge`.
    package func checkLimits() throws(StorageError) {
        guard inputs.count <= Self.inputCountMax else {
            throw StorageError(
                .recordTooLarge,
                "a record has \(inputs.count) inputs of at most \(Self.inputCountMax)",
                measured: inputs.count,
                limit: Self.inputCountMax
            )
        }
        guard request.sum.byteCount <= Self.requestBytesMax else {
            throw StorageError(
                .recordTooLarge,
                "a request of \(request.sum.byteCount) bytes is larger than \(Self.requestBytesMax)",
                measured: request.sum.byteCount,
                limit: Self.requestBytesMax
            )
        }
    }
}
