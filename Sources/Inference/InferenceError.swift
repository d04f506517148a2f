// SPDX-License-Identifier: Apache-2.0

/// Why a model could not be loaded or run.
public struct InferenceError: Error, Hashable, Sendable {
    /// What went wrong.
    public enum Code: String, Sendable, CaseIterable {
        /// ONNX Runtime is not where the program looks for it.
        case libraryMissing = "library_missing"
        /// ONNX Runtime is there, but older than this program needs.
        case libraryTooOld = "library_too_old"
        /// The model's file does not exist.
        case modelMissing = "model_missing"
        /// The model's file is damaged, or holds tensors of another type than float32.
        case modelInvalid = "model_invalid"
        /// An input has another shape than the model takes.
        case shapeMismatch = "shape_mismatch"
        /// The model failed while it ran.
        case runFailed = "run_failed"
        /// There was not enough memory.
        case outOfMemory = "out_of_memory"
    }

    /// What went wrong.
    public let code: Code
    /// One sentence without a full stop, in lower case; ends with the remedy where there is one.
    public let message: String
    /// The model's file, where one is to blame.
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
