// SPDX-License-Identifier: Apache-2.0

/// Why a model cannot be used.
public struct ModelError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Code: String, Sendable, CaseIterable {
        /// No folder with a manifest was found.
        case folderMissing = "model_folder_missing"
        /// The manifest cannot be read, or lacks a model.
        case manifestInvalid = "model_manifest_invalid"
        /// A file of the manifest is not there.
        case fileMissing = "model_missing"
        /// A file has another length than the manifest says.
        case sizeMismatch = "model_size_mismatch"
        /// A file has other contents than the manifest says.
        case digestMismatch = "model_digest_mismatch"
        /// A model takes or gives other tensors than the manifest says, or a topology makes no sense.
        case contractMismatch = "model_contract_mismatch"
    }

    /// What is wrong.
    public let code: Code
    /// One sentence without a full stop, in lower case; ends with the remedy where there is one.
    public let message: String
    /// The file or folder to blame.
    public let file: String?
    /// What was found, where something else was expected.
    public let measured: String?
    /// What was expected.
    public let limit: String?

    /// An error; `measured` and `limit` go together.
    public init(
        _ code: Code,
        _ message: String,
        file: String? = nil,
        measured: String? = nil,
        limit: String? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.measured = measured
        self.limit = limit
    }
}
