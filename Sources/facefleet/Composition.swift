// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Inference
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
        let sessions = try sessions(of: models)
        let analyser = FaceAnalyser(shortRange: sessions[1], fullRange: sessions[2], landmarker: sessions[0])
        return FusionPipeline(analyser: analyser, topology: models.topology)
    }

    /// The models loaded, two at a time: the mesh takes as long as both detectors together.
    private static func sessions(of models: ModelSet) throws -> [InferenceSession] {
        let order: [MeshEngineModel] = [.mesh, .shortRangeDetector, .fullRangeDetector]
        let loaded = Threads.map(order, threadCount: 2) { model in Result { try models.session(of: model) } }
        do {
            return try loaded.map { try $0.get() }
        } catch {
            throw Problem(error, file: "models", image: nil)
        }
    }
}
