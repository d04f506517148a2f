// SPDX-License-Identifier: Apache-2.0

import COnnxRuntime

/// The address of something that ONNX Runtime owns.
///
/// An address is a number and may cross threads. What lies behind it may too: ONNX Runtime documents its table of
/// functions, environments, memory descriptions and sessions as safe to use from several threads at once.
struct Handle: Sendable {
    private let address: UInt

    init(_ pointer: OpaquePointer) {
        address = UInt(bitPattern: pointer)
    }

    init(_ pointer: UnsafePointer<OrtApi>) {
        address = UInt(bitPattern: pointer)
    }

    @unsafe var opaque: OpaquePointer? {
        unsafe OpaquePointer(bitPattern: address)
    }

    @unsafe var api: UnsafePointer<OrtApi>? {
        unsafe UnsafePointer(bitPattern: address)
    }
}

/// ONNX Runtime as this process found it: the opened library with its one environment.
///
/// It stays open until the process ends. Its reports to its maker are switched off.
public struct OnnxRuntime: Sendable {
    /// The library's version, such as "1.32.0".
    public let version: String

    private let functions: Handle
    private let environmentHandle: Handle
    private let memoryHandle: Handle

    private static let opened: Result<OnnxRuntime, InferenceError> = {
        do throws(InferenceError) {
            return .success(try OnnxRuntime())
        } catch {
            return .failure(error)
        }
    }()

    /// The library, opened by the first call.
    ///
    /// - Throws: `InferenceError` with `library_missing` or `library_too_old`; later calls throw the same.
    public static func shared() throws(InferenceError) -> OnnxRuntime {
        try opened.get()
    }

    private init() throws(InferenceError) {
        var reason: UnsafePointer<CChar>?
        guard let base = unsafe ff_ort_open(&reason) else {
            let detail = unsafe reason.map { unsafe String(cString: $0) } ?? "unknown reason"
            throw InferenceError(
                .libraryMissing,
                "ONNX Runtime could not be opened (\(detail)); run scripts/bootstrap, "
                    + "or put \(FACEFLEET_ORT_LIBRARY) beside the program"
            )
        }
        version = unsafe String(cString: ff_ort_version(base))
        guard let api = unsafe ff_ort_api(base) else {
            throw InferenceError(
                .libraryTooOld,
                "ONNX Runtime is too old; run scripts/bootstrap, or put a later one beside the program",
                measured: version,
                limit: "1.\(FACEFLEET_ORT_API_VERSION) or later"
            )
        }
        functions = unsafe Handle(api)
        environmentHandle = unsafe try Self.made(api) { unsafe ff_ort_create_environment(api, &$0) }
        memoryHandle = unsafe try Self.made(api) { unsafe ff_ort_create_cpu_memory_info(api, &$0) }
    }

    @unsafe private static func made(
        _ api: UnsafePointer<OrtApi>,
        _ make: (inout OpaquePointer?) -> OpaquePointer?
    ) throws(InferenceError) -> Handle {
        var pointer: OpaquePointer?
        let status = unsafe make(&pointer)
        unsafe try check(status, api) { InferenceError(.runFailed, $0.message) }
        guard let pointer = unsafe pointer else {
            throw InferenceError(.runFailed, "ONNX Runtime made nothing and gave no reason")
        }
        return unsafe Handle(pointer)
    }
}

/// What a failed call said.
struct Failure {
    let code: OrtErrorCode
    let message: String
}

extension OnnxRuntime {
    /// The table of functions.
    @unsafe var api: UnsafePointer<OrtApi> {
        guard let pointer = unsafe functions.api else { preconditionFailure("an opened library has a table") }
        return unsafe pointer
    }

    @unsafe var environment: OpaquePointer? { unsafe environmentHandle.opaque }

    @unsafe var memory: OpaquePointer? { unsafe memoryHandle.opaque }

    /// Turns a status into an error and releases it; a null status is success.
    @unsafe func check(
        _ status: OpaquePointer?,
        _ error: (Failure) -> InferenceError = { InferenceError(.runFailed, $0.message) }
    ) throws(InferenceError) {
        unsafe try Self.check(status, api, error)
    }

    @unsafe private static func check(
        _ status: OpaquePointer?,
        _ api: UnsafePointer<OrtApi>,
        _ error: (Failure) -> InferenceError
    ) throws(InferenceError) {
        guard let status = unsafe status else { return }
        let failure = Failure(
            code: unsafe ff_ort_status_code(api, status),
            message: unsafe String(cString: ff_ort_status_message(api, status))
        )
        unsafe ff_ort_release_status(api, status)
        throw failure.isOutOfMemory ? InferenceError(.outOfMemory, failure.message) : error(failure)
    }
}

extension Failure {
    /// ONNX Runtime has no code of its own for this; these are the words of its allocators.
    fileprivate var isOutOfMemory: Bool {
        ["bad_alloc", "Failed to allocate memory", "out of memory"].contains { message.contains($0) }
    }
}
