// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Inference

/// Builds the parts of the program in the order in which they need each other; owns nothing.
enum Composition {
    /// The engine with its models.
    ///
    /// - Parameter folder: Where the models are; `nil` leaves it to `FACEFLEET_MODELS` and the usual places.
    /// - Returns: The engine, ready to fuse.
    /// - Throws: `model_unavailable`, saying how to get the models.
    static func pipeline(models folder: String?) throws(Problem) -> FusionPipeline {
        throw Problem(.modelUnavailable, "under construction", hint: "run scripts/bootstrap")
    }

    /// ONNX Runtime, as it was loaded.
    static var inferenceFindings: [Finding] {
        do {
            return [.ok("ONNX Runtime", try OnnxRuntime.shared().version)]
        } catch {
            let problem = Problem(error, file: "ONNX Runtime", image: nil)
            let found = problem.measured.map { " (found \($0))" } ?? ""
            return [.missing("ONNX Runtime", problem.detail + found, remedy: nil, .modelMissing)]
        }
    }

    /// The models of a folder, each against its digest.
    static func modelFindings(in folder: String?) -> [Finding] {
        [.missing("models", "under construction", remedy: "run scripts/bootstrap", .modelMissing)]
    }
}
