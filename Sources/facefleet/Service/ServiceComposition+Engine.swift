// SPDX-License-Identifier: Apache-2.0

internal import CExampleFaces
internal import FaceFusion
internal import FusionAPI
internal import Logging
internal import ModelStore
internal import Worker

extension ServiceComposition {
    /// Loads the engine, away from the threads that everything else waits on.
    static func loadEngine(
        _ configuration: ServiceConfiguration,
        _ logger: Logger
    ) async throws -> (FusionEngine, [ModelListing]) {
        let start = ContinuousClock.now
        let folder = configuration.models
        let (models, pipeline) = try await Threads.value {
            let models = try Composition.models(in: folder)
            return (models, try Composition.pipeline(models))
        }
        let time = ContinuousClock.now - start
        logger.info("models loaded", metadata: ["ms": "\(Int(time / .milliseconds(1)))"])
        let listings = MeshEngineModel.allCases.map { listing(models.file(of: $0), loadTime: time) }
        let engine = FusionEngine(
            pipeline: pipeline,
            listings: listings,
            warmUp: (source: bytes(facefleet_example_source()), target: bytes(facefleet_example_target()))
        )
        return (engine, listings)
    }

    private static func listing(_ file: ModelFile, loadTime: Duration) -> ModelListing {
        ModelListing(
            model: TaskView.Model(name: file.name, version: "1", digest: "sha256:\(file.sha256)"),
            engine: "mesh",
            license: file.license,
            provider: "cpu",
            loadTime: loadTime
        )
    }

    private static func bytes(_ face: facefleet_example_face) -> [UInt8] {
        Array(UnsafeBufferPointer(start: face.bytes, count: face.size))
    }
}
