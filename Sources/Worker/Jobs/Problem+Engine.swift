// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion
internal import FusionAPI
internal import Imaging
internal import Inference
internal import Provenance
internal import Storage

extension Problem {
    /// What a task's failure is called, whichever part it comes from.
    init(failure error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as ImageError: self.init(error, image: nil)
        case let error as FusionError: self.init(error)
        case let error as InferenceError: self.init(error)
        case let error as StorageError: self.init(error)
        case let error as ProvenanceError: self.init(.internalFault, error.message)
        default: self.init(.internalFault, "\(error)")
        }
    }

    private init(_ error: FusionError) {
        self.init(
            ProblemCode(rawValue: error.code.rawValue) ?? .internalFault,
            error.message,
            image: error.image.map { $0 == .source ? .source : .target },
            measured: error.measured,
            limit: error.limit
        )
    }

    private init(_ error: InferenceError) {
        let code: ProblemCode =
            switch error.code {
            case .libraryMissing, .libraryTooOld, .modelMissing, .modelInvalid: .modelUnavailable
            case .outOfMemory: .outOfMemory
            case .shapeMismatch, .runFailed: .internalFault
            }
        self.init(code, error.message, measured: error.measured, limit: error.limit)
    }

    private init(_ error: StorageError) {
        switch error.code {
        case .notFound, .erased: self.init(.gone, "an input is there no more: \(error.message)")
        default: self.init(.storageFailed, error.message)
        }
    }
}

/// Does something with a picture; what the picture's file is guilty of names the picture.
func blaming<Value: ~Copyable>(_ image: Problem.Image?, _ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch let error as ImageError {
        throw Problem(error, image: image)
    }
}
