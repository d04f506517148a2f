// SPDX-License-Identifier: Apache-2.0

import COnnxRuntime

/// A session that is being looked at before an ``InferenceSession`` takes it over; released when none does.
final class LoadedModel {
    private let runtime: OnnxRuntime
    private let path: String
    private var session: Handle?

    /// Reads and optimises the model.
    init(_ path: String, _ configuration: SessionConfiguration, _ runtime: OnnxRuntime) throws(InferenceError) {
        self.runtime = runtime
        self.path = path
        var options: OpaquePointer?
        unsafe try runtime.check(ff_ort_create_options(runtime.api, &options))
        defer { unsafe ff_ort_release_options(runtime.api, options) }
        unsafe try runtime.apply(configuration, to: options)

        var session: OpaquePointer?
        let status = unsafe ff_ort_create_session(runtime.api, runtime.environment, path, options, &session)
        unsafe try runtime.check(status) { failure in
            guard failure.code != ORT_NO_SUCHFILE else {
                return InferenceError(.modelMissing, "the model is not there; run scripts/bootstrap", file: path)
            }
            return InferenceError(.modelInvalid, failure.message, file: path)
        }
        guard let session = unsafe session else {
            throw InferenceError(.modelInvalid, "ONNX Runtime made no session and gave no reason", file: path)
        }
        unsafe self.session = Handle(session)
    }

    deinit {
        if let session { unsafe ff_ort_release_session(runtime.api, session.opaque) }
    }

    /// Hands the session over; the caller releases it.
    func release() -> Handle {
        guard let released = session else { preconditionFailure("a session is handed over once") }
        session = nil
        return released
    }

    /// The names and shapes on one side of the model.
    func tensors(on side: ff_ort_side) throws(InferenceError) -> [TensorDescription] {
        var count = 0
        unsafe try check(ff_ort_count(runtime.api, session?.opaque, side, &count))
        var tensors: [TensorDescription] = []
        for index in 0..<count {
            let name = try name(on: side, index)
            tensors.append(TensorDescription(name: name, shape: try shape(on: side, index, name)))
        }
        return tensors
    }

    private func name(on side: ff_ort_side, _ index: Int) throws(InferenceError) -> String {
        var name: UnsafeMutablePointer<CChar>?
        unsafe try check(ff_ort_name(runtime.api, session?.opaque, side, index, &name))
        guard let name = unsafe name else {
            throw InferenceError(.modelInvalid, "a tensor has no name", file: path)
        }
        defer { unsafe ff_ort_free(runtime.api, name) }
        return unsafe String(cString: name)
    }

    private func shape(on side: ff_ort_side, _ index: Int, _ name: String) throws(InferenceError) -> [Int] {
        var type: OpaquePointer?
        unsafe try check(ff_ort_type(runtime.api, session?.opaque, side, index, &type))
        defer { unsafe ff_ort_release_type(runtime.api, type) }
        var tensor: OpaquePointer?
        unsafe try check(ff_ort_tensor_of_type(runtime.api, type, &tensor))
        var isFloat: Int32 = 0
        if unsafe tensor != nil {
            unsafe try check(ff_ort_is_float(runtime.api, tensor, &isFloat))
        }
        guard isFloat != 0 else {
            throw InferenceError(.modelInvalid, "\(name) is no float32 tensor", file: path)
        }
        return unsafe try runtime.shape(of: tensor)
    }

    @unsafe private func check(_ status: OpaquePointer?) throws(InferenceError) {
        unsafe try runtime.check(status) { InferenceError(.modelInvalid, $0.message, file: path) }
    }
}

extension OnnxRuntime {
    @unsafe fileprivate func apply(
        _ configuration: SessionConfiguration,
        to options: OpaquePointer?
    ) throws(InferenceError) {
        let threads = Int32(clamping: configuration.threadCount)
        unsafe try check(ff_ort_set_threads(api, options, threads))
        unsafe try check(ff_ort_set_sequential(api, options))
        unsafe try check(ff_ort_optimize_all(api, options))
        if !configuration.keepsMemory {
            unsafe try check(ff_ort_disable_arena(api, options))
        }
        switch configuration.provider {
        case .cpu: break  // always there, nothing to add
        }
    }

    /// The length of each axis; -1 where the model leaves it open.
    @unsafe func shape(of tensor: OpaquePointer?) throws(InferenceError) -> [Int] {
        var rank = 0
        unsafe try check(ff_ort_rank(api, tensor, &rank))
        var dimensions = [Int64](repeating: 0, count: rank)
        unsafe try check(ff_ort_dimensions(api, tensor, &dimensions, rank))
        return dimensions.map(Int.init)
    }
}
