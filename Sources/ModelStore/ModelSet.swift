// SPDX-License-Identifier: Apache-2.0

public import Imaging
public import Inference

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The models of the mesh engine, by the names of the manifest.
public enum MeshEngineModel: String, Sendable, CaseIterable {
    /// Finds faces that fill a good part of the picture.
    case shortRangeDetector = "face_detection_short_range"
    /// Finds smaller faces.
    case fullRangeDetector = "face_detection_full_range_sparse"
    /// Finds the mesh and the irises of one face.
    case mesh = "face_landmark_with_attention"
}

/// Everything that the mesh engine loads, checked as a whole; it never changes.
public struct ModelSet: Sendable {
    /// The manifest's name of the mesh topology.
    public static let topologyName = "face_mesh_topology"

    /// Where the files are.
    public let folder: ModelFolder
    /// How the mesh hangs together.
    public let topology: MeshTopology

    private let models: [MeshEngineModel: ModelFile]

    /// Takes the models of a folder after a check of each file's length, which is quick enough for every start.
    ///
    /// - Throws: `ModelError` with `model_manifest_invalid`, `model_missing`, `model_size_mismatch` or
    ///   `model_contract_mismatch`.
    public init(in folder: ModelFolder) throws(ModelError) {
        var models: [MeshEngineModel: ModelFile] = [:]
        for model in MeshEngineModel.allCases {
            let file = try folder.file(named: model.rawValue)
            try folder.checkSize(of: file)
            models[model] = file
        }
        self.folder = folder
        self.models = models
        topology = try folder.topology()
    }

    /// The manifest's entry of a model.
    public func file(of model: MeshEngineModel) -> ModelFile {
        guard let file = models[model] else { preconditionFailure("a set holds every model") }
        return file
    }

    /// The path of a model.
    public func path(of model: MeshEngineModel) -> String {
        folder.path(of: file(of: model))
    }

    /// Loads a model and compares its tensors with the manifest.
    ///
    /// - Throws: `InferenceError` when it cannot be loaded, `ModelError` with `model_contract_mismatch` when it takes
    ///   or gives other tensors than announced.
    public func session(
        of model: MeshEngineModel,
        configuration: SessionConfiguration = SessionConfiguration()
    ) throws -> InferenceSession {
        let session = try InferenceSession(modelAt: path(of: model), configuration: configuration)
        let file = file(of: model)
        guard session.inputs == file.inputs, session.outputs == file.outputs else {
            throw ModelError(
                .contractMismatch,
                "the model takes or gives other tensors than its manifest says; run scripts/bootstrap",
                file: path(of: model),
                measured: "\(Self.shapes(session.inputs)) to \(Self.shapes(session.outputs))",
                limit: "\(Self.shapes(file.inputs)) to \(Self.shapes(file.outputs))"
            )
        }
        return session
    }

    private static func shapes(_ tensors: [TensorDescription]) -> String {
        tensors.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
    }
}

extension ModelFolder {
    /// The mesh topology, checked.
    fileprivate func topology() throws(ModelError) -> MeshTopology {
        let file = try file(named: ModelSet.topologyName)
        try checkSize(of: file)
        let path = path(of: file)
        let topology: MeshTopology
        do {
            topology = try JSONDecoder().decode(MeshTopology.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ModelError(.contractMismatch, "the topology cannot be read: \(error)", file: path)
        }
        if let flaw = topology.flaw {
            throw ModelError(.contractMismatch, "the topology makes no sense: \(flaw)", file: path)
        }
        return topology
    }
}
