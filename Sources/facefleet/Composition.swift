// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import ModelStore

/// Builds the parts of the program in the order in which they need each other; owns nothing.
enum Composition {
    /// The models that a folder holds, after the check that is quick enough for every start.
    ///
    /// - Parameter folder: Where the models are; `nil` leaves it to `FACEFLEET_MODELS` and the usual places.
    /// - Returns: The models, not yet loaded.
    /// - Throws: `model_unavailable`, saying how to get the models.
    static func models(in folder: String?) throws -> ModelSet {
        do {
            return try ModelSet(in: modelFolder(folder))
        } catch {
            throw Problem(error, file: "models", image: nil)
        }
    }

    /// The folder of the models, without a look at the models themselves.
    static func modelFolder(_ folder: String?) throws(ModelError) -> ModelFolder {
        try ModelFolder.find(
            explicit: folder ?? Machine.environment("FACEFLEET_MODELS"),
            executable: ModelFolder.runningExecutable
        )
    }

    /// The engine over its models.
    ///
    /// - Throws: `model_unavailable` when a model cannot be loaded.
    static func pipeline(_ models: ModelSet) throws -> FusionPipeline {
        do {
            return FusionPipeline(
                analyser: FaceAnalyser(
                    shortRange: try models.session(of: .shortRangeDetector),
                    fullRange: try models.session(of: .fullRangeDetector),
                    landmarker: try models.session(of: .mesh)
                ),
                topology: models.topology
            )
        } catch {
            throw Problem(error, file: "models", image: nil)
        }
    }
}
