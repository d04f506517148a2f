// SPDX-License-Identifier: Apache-2.0

import Inference
import ModelStore

/// ONNX Runtime and the models, each against its digest.
enum ModelFindings {
    /// ONNX Runtime, then one finding for each file of the models.
    static func all(in folder: String?) -> [Finding] { [runtime] + models(in: folder) }

    private static var runtime: Finding {
        finding("ONNX Runtime") { try OnnxRuntime.shared().version }
    }

    private static func models(in folder: String?) -> [Finding] {
        do {
            let folder = try Composition.modelFolder(folder)
            let names = MeshEngineModel.allCases.map(\.rawValue) + [ModelSet.topologyName]
            return names.map { name in
                finding(name) {
                    let file = try folder.file(named: name)
                    try folder.verify(file)
                    return "\(folder.path(of: file)), \(file.license), \(file.origin.package) \(file.origin.version)"
                }
            } + [finding("models") { try load(folder) }]
        } catch {
            return [finding("models") { throw error }]
        }
    }

    /// Loads every model once: a sound file may still be one that this ONNX Runtime does not take.
    private static func load(_ folder: ModelFolder) throws -> String {
        let models = try ModelSet(in: folder)
        for model in MeshEngineModel.allCases { _ = try models.session(of: model) }
        return "\(MeshEngineModel.allCases.count) loaded"
    }

    /// What a check found, or its error.
    private static func finding(_ name: String, _ check: () throws -> String) -> Finding {
        do {
            return .ok(name, try check())
        } catch {
            let problem = Problem(error, file: name, image: nil)
            var detail = problem.detail
            if let file = problem.file, file != name { detail += ": \(file)" }
            if let measured = problem.measured, let limit = problem.limit { detail += " (\(measured), not \(limit))" }
            return .missing(name, detail, remedy: problem.hint, .modelMissing)
        }
    }
}
