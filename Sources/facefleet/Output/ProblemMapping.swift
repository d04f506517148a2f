// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Gateway
import Imaging
import Inference
import ModelStore
import Provenance

extension Problem {
    /// What went wrong with one picture, whichever library said so.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - file: The picture's file, where it is known.
    ///   - image: Which of the two pictures it is.
    init(_ error: any Error, file: String?, image: ImageRole?) {
        switch error {
        case let problem as Problem:
            self = problem
            self.file = problem.file ?? file
            self.image = problem.image ?? image
        case let error as ImageError:
            self.init(ProblemCode(rawValue: error.code.rawValue) ?? .internalFault, error.message, file: file)
            (self.image, measured, limit) = (image, error.measured, error.limit)
        case let error as FusionError:
            self.init(ProblemCode(rawValue: error.code.rawValue) ?? .internalFault, error.message, file: file)
            (self.image, measured, limit) = (error.image ?? image, error.measured, error.limit)
        case let error as InferenceError:
            self.init(ProblemCode(error.code), error.message, file: error.file)
            (measured, limit) = (error.measured, error.limit)
            if code == .modelUnavailable { addRemedy() }
        case let error as ModelError:
            self.init(.modelUnavailable, error.message, file: error.file)
            (measured, limit) = (error.measured, error.limit)
            addRemedy()
        case let error as ListenError:
            let setting = error.kind == .admin ? Setting.adminPort : .port
            self.init(
                .invalidOptions,
                error.message,
                file: error.address,
                hint: "name another with --\(setting.rawValue)"
            )
        case let error as ProvenanceError:
            self.init(.internalFault, error.message, file: file)
            (measured, limit) = (error.measured, error.limit)
        default:
            self.init(.internalFault, "\(error)", file: file, image: image)
        }
    }

    /// How to get models and library; where a message ends with its own remedy, this moves it to the hint, since the
    /// line leaves the message out when something was measured.
    private mutating func addRemedy() {
        let parts = detail.split(separator: "; ", maxSplits: 1).map(String.init)
        if parts.count > 1 { detail = parts[0] }
        hint = parts.count > 1 ? parts[1] : "run scripts/bootstrap"
    }
}

extension ProblemCode {
    /// What is wrong with the library or a model, as the caller sees it.
    init(_ code: InferenceError.Code) {
        switch code {
        case .libraryMissing, .libraryTooOld, .modelMissing, .modelInvalid: self = .modelUnavailable
        case .outOfMemory: self = .outOfMemory
        case .shapeMismatch, .runFailed: self = .internalFault
        }
    }
}
