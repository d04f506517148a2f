// SPDX-License-Identifier: Apache-2.0

import COnnxRuntime

/// One loaded model.
///
/// A session is shared freely: several threads may run it at once, each run taking place on its caller's thread.
public final class InferenceSession: Sendable {
    /// The model's inputs, in the order that ``run(_:)`` takes them.
    public let inputs: [TensorDescription]
    /// The model's outputs, in the order that ``run(_:)`` gives them.
    public let outputs: [TensorDescription]

    private let runtime: OnnxRuntime
    private let session: Handle
    private let inputNames: NameList
    private let outputNames: NameList

    /// Loads a model.
    ///
    /// - Parameters:
    ///   - path: The model's file, in ONNX format with float32 tensors on both sides.
    ///   - configuration: How it is run.
    /// - Throws: `InferenceError` with `library_missing`, `library_too_old`, `model_missing`, `model_invalid` or
    ///   `out_of_memory`.
    public init(
        modelAt path: String,
        configuration: SessionConfiguration = SessionConfiguration()
    ) throws(InferenceError) {
        let runtime = try OnnxRuntime.shared()
        let loaded = try LoadedModel(path, configuration, runtime)
        inputs = try loaded.tensors(on: FF_ORT_INPUT)
        outputs = try loaded.tensors(on: FF_ORT_OUTPUT)
        inputNames = NameList(inputs.map(\.name))
        outputNames = NameList(outputs.map(\.name))
        session = loaded.release()
        self.runtime = runtime
    }

    deinit {
        unsafe ff_ort_release_session(runtime.api, session.opaque)
    }

    /// Runs the model on the calling thread.
    ///
    /// The values of the inputs are read where they lie; those of the outputs are new.
    ///
    /// - Parameter inputs: One tensor for each of ``inputs``, in that order.
    /// - Returns: One tensor for each of ``outputs``, in that order.
    /// - Throws: `InferenceError` with `shape_mismatch`, `run_failed` or `out_of_memory`.
    public func run(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor] {
        try checkShapes(of: inputs)
        var values = unsafe [OpaquePointer?]()
        unsafe values.reserveCapacity(inputs.count)
        return unsafe try withValues(of: inputs[...], &values) { values throws(InferenceError) in
            unsafe try run(values)
        }
    }

    private func checkShapes(of tensors: [Tensor]) throws(InferenceError) {
        guard tensors.count == inputs.count else {
            throw InferenceError(
                .shapeMismatch,
                "the model takes another number of inputs",
                measured: "\(tensors.count)",
                limit: "\(inputs.count)"
            )
        }
        for (tensor, input) in zip(tensors, inputs) {
            guard input.accepts(tensor.shape), tensor.values.count == tensor.shape.reduce(1, *) else {
                throw InferenceError(
                    .shapeMismatch,
                    "input \(input.name) has the wrong shape",
                    measured: "\(tensor.shape) with \(tensor.values.count) values",
                    limit: "\(input.shape)"
                )
            }
        }
    }

    /// Calls `body` with one value for each tensor, over the tensor's own memory.
    ///
    /// Works through the tensors one call deeper each, because an array's memory is lent for the length of a call.
    @unsafe private func withValues<Output>(
        of tensors: ArraySlice<Tensor>,
        _ values: inout [OpaquePointer?],
        _ body: ([OpaquePointer?]) throws(InferenceError) -> Output
    ) throws(InferenceError) -> Output {
        guard let tensor = tensors.first else { return unsafe try body(values) }
        let shape = tensor.shape.map(Int64.init)
        return unsafe try tensor.values.withUnsafeBufferPointer { numbers throws(InferenceError) in
            var value: OpaquePointer?
            let status = unsafe ff_ort_create_float_tensor(
                runtime.api,
                runtime.memory,
                numbers.baseAddress,
                numbers.count,
                shape,
                shape.count,
                &value
            )
            unsafe try runtime.check(status)
            defer { unsafe ff_ort_release_value(runtime.api, value) }
            unsafe values.append(value)
            return unsafe try withValues(of: tensors.dropFirst(), &values, body)
        }
    }

    @unsafe private func run(_ values: [OpaquePointer?]) throws(InferenceError) -> [Tensor] {
        var results = unsafe [OpaquePointer?](repeating: nil, count: outputs.count)
        defer {
            for place in 0..<outputs.count {
                unsafe ff_ort_release_value(runtime.api, results[place])
            }
        }
        let status = unsafe ff_ort_run(
            runtime.api,
            session.opaque,
            inputNames.pointers,
            values,
            values.count,
            outputNames.pointers,
            outputs.count,
            &results
        )
        unsafe try runtime.check(status)
        var tensors: [Tensor] = []
        tensors.reserveCapacity(outputs.count)
        for place in 0..<outputs.count {
            unsafe tensors.append(try runtime.tensor(copying: results[place]))
        }
        return tensors
    }
}

extension OnnxRuntime {
    /// The contents of a value.
    @unsafe fileprivate func tensor(copying value: OpaquePointer?) throws(InferenceError) -> Tensor {
        var description: OpaquePointer?
        unsafe try check(ff_ort_tensor_of_value(api, value, &description))
        defer { unsafe ff_ort_release_tensor(api, description) }
        let shape = unsafe try shape(of: description)
        var numbers: UnsafeMutablePointer<Float>?
        unsafe try check(ff_ort_tensor_floats(api, value, &numbers))
        let lent = unsafe UnsafeBufferPointer(start: numbers, count: shape.reduce(1, *))
        return unsafe Tensor(shape: shape, values: Array(lent))
    }
}
