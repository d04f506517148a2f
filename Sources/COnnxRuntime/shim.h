// SPDX-License-Identifier: Apache-2.0

// ONNX Runtime's C interface, reached through a library that is opened when the program starts.
//
// The symbols of libonnxruntime.so.1 carry the version of its release. A program linked against one release refuses
// to start with another, so nothing is linked here: the one entry point is looked up by name. Each function of the
// interface is a member of a table of pointers; the functions below call through it and check nothing.

#ifndef FACEFLEET_ONNXRUNTIME_SHIM_H
#define FACEFLEET_ONNXRUNTIME_SHIM_H

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "onnxruntime_c_api.h"

/// The least version of the interface that has everything used here. The table only ever grows at its end, so any
/// later library serves it too.
#define FACEFLEET_ORT_API_VERSION 17

#if defined(__APPLE__)
#define FACEFLEET_ORT_LIBRARY "libonnxruntime.1.dylib"
#define FACEFLEET_ORT_LIBRARY_UNVERSIONED "libonnxruntime.dylib"
#else
#define FACEFLEET_ORT_LIBRARY "libonnxruntime.so.1"
#define FACEFLEET_ORT_LIBRARY_UNVERSIONED "libonnxruntime.so"
#endif

/// Opens the library and returns its entry point; null when there is none, with the loader's reason in `reason`.
///
/// The loader honours the run path of the executable that this is compiled into.
///
/// Published builds of ONNX Runtime 1.32 report their use to their maker: they keep a database in the user's cache
/// folder and send it away. A program that handles faces does no such thing, whatever the environment says.
static inline const OrtApiBase *ff_ort_open(const char **reason) {
    setenv("ORT_DISABLE_TELEMETRY", "1", 1);
    void *library = dlopen(FACEFLEET_ORT_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) library = dlopen(FACEFLEET_ORT_LIBRARY_UNVERSIONED, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        // The reason worth telling is that of the first name; the loader keeps only the latest.
        dlopen(FACEFLEET_ORT_LIBRARY, RTLD_NOW | RTLD_LOCAL);
        *reason = dlerror();
        return NULL;
    }
    const OrtApiBase *(*entry)(void) = (const OrtApiBase *(*)(void))dlsym(library, "OrtGetApiBase");
    if (entry == NULL) {
        *reason = dlerror();
        return NULL;
    }
    return entry();
}

static inline const char *ff_ort_version(const OrtApiBase *base) { return base->GetVersionString(); }

/// The table of functions; null when the library is older than FACEFLEET_ORT_API_VERSION.
static inline const OrtApi *ff_ort_api(const OrtApiBase *base) { return base->GetApi(FACEFLEET_ORT_API_VERSION); }

// Status.

static inline OrtErrorCode ff_ort_status_code(const OrtApi *api, const OrtStatus *status) {
    return api->GetErrorCode(status);
}

static inline const char *ff_ort_status_message(const OrtApi *api, const OrtStatus *status) {
    return api->GetErrorMessage(status);
}

static inline void ff_ort_release_status(const OrtApi *api, OrtStatus *status) { api->ReleaseStatus(status); }

// Environment. The library's own messages go nowhere: failures come back as statuses, and a library prints nothing.

static inline void ff_ort_discard_message(
    void *parameter, OrtLoggingLevel severity, const char *category, const char *identifier, const char *location,
    const char *message
) {
    (void)parameter, (void)severity, (void)category, (void)identifier, (void)location, (void)message;
}

static inline OrtStatus *ff_ort_create_environment(const OrtApi *api, OrtEnv **environment) {
    return api->CreateEnvWithCustomLogger(
        ff_ort_discard_message, NULL, ORT_LOGGING_LEVEL_ERROR, "facefleet", environment
    );
}

static inline OrtStatus *ff_ort_create_cpu_memory_info(const OrtApi *api, OrtMemoryInfo **info) {
    return api->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, info);
}

// Session options.

static inline OrtStatus *ff_ort_create_options(const OrtApi *api, OrtSessionOptions **options) {
    return api->CreateSessionOptions(options);
}

static inline OrtStatus *ff_ort_set_threads(const OrtApi *api, OrtSessionOptions *options, int count) {
    return api->SetIntraOpNumThreads(options, count);
}

static inline OrtStatus *ff_ort_set_sequential(const OrtApi *api, OrtSessionOptions *options) {
    return api->SetSessionExecutionMode(options, ORT_SEQUENTIAL);
}

static inline OrtStatus *ff_ort_optimize_all(const OrtApi *api, OrtSessionOptions *options) {
    return api->SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL);
}

static inline OrtStatus *ff_ort_disable_arena(const OrtApi *api, OrtSessionOptions *options) {
    return api->DisableCpuMemArena(options);
}

static inline void ff_ort_release_options(const OrtApi *api, OrtSessionOptions *options) {
    api->ReleaseSessionOptions(options);
}

// Session.

static inline OrtStatus *ff_ort_create_session(
    const OrtApi *api, const OrtEnv *environment, const char *path, const OrtSessionOptions *options,
    OrtSession **session
) {
    return api->CreateSession(environment, path, options, session);
}

static inline void ff_ort_release_session(const OrtApi *api, OrtSession *session) { api->ReleaseSession(session); }

/// Which side of a model a tensor is on.
typedef enum { FF_ORT_INPUT, FF_ORT_OUTPUT } ff_ort_side;

static inline OrtStatus *ff_ort_count(const OrtApi *api, const OrtSession *session, ff_ort_side side, size_t *count) {
    return side == FF_ORT_INPUT ? api->SessionGetInputCount(session, count)
                                : api->SessionGetOutputCount(session, count);
}

/// The name is released with ff_ort_free.
static inline OrtStatus *ff_ort_name(
    const OrtApi *api, const OrtSession *session, ff_ort_side side, size_t index, char **name
) {
    OrtAllocator *allocator = NULL;
    OrtStatus *status = api->GetAllocatorWithDefaultOptions(&allocator);
    if (status != NULL) return status;
    return side == FF_ORT_INPUT ? api->SessionGetInputName(session, index, allocator, name)
                                : api->SessionGetOutputName(session, index, allocator, name);
}

static inline void ff_ort_free(const OrtApi *api, void *pointer) {
    OrtAllocator *allocator = NULL;
    OrtStatus *status = api->GetAllocatorWithDefaultOptions(&allocator);
    if (status != NULL) {
        api->ReleaseStatus(status);
        return;
    }
    allocator->Free(allocator, pointer);
}

static inline OrtStatus *ff_ort_type(
    const OrtApi *api, const OrtSession *session, ff_ort_side side, size_t index, OrtTypeInfo **type
) {
    return side == FF_ORT_INPUT ? api->SessionGetInputTypeInfo(session, index, type)
                                : api->SessionGetOutputTypeInfo(session, index, type);
}

static inline void ff_ort_release_type(const OrtApi *api, OrtTypeInfo *type) { api->ReleaseTypeInfo(type); }

/// The tensor's part of a type, which owns it; null when the type is no tensor.
static inline OrtStatus *ff_ort_tensor_of_type(
    const OrtApi *api, const OrtTypeInfo *type, const OrtTensorTypeAndShapeInfo **tensor
) {
    return api->CastTypeInfoToTensorInfo(type, tensor);
}

// Tensors.

static inline OrtStatus *ff_ort_is_float(const OrtApi *api, const OrtTensorTypeAndShapeInfo *tensor, int *answer) {
    ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    OrtStatus *status = api->GetTensorElementType(tensor, &type);
    *answer = type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
    return status;
}

static inline OrtStatus *ff_ort_rank(const OrtApi *api, const OrtTensorTypeAndShapeInfo *tensor, size_t *rank) {
    return api->GetDimensionsCount(tensor, rank);
}

static inline OrtStatus *ff_ort_dimensions(
    const OrtApi *api, const OrtTensorTypeAndShapeInfo *tensor, int64_t *dimensions, size_t rank
) {
    return api->GetDimensions(tensor, dimensions, rank);
}

/// A tensor over memory of the caller, who keeps it until the value is released. The library only reads inputs.
static inline OrtStatus *ff_ort_create_float_tensor(
    const OrtApi *api, const OrtMemoryInfo *memory, const float *values, size_t count, const int64_t *shape,
    size_t rank, OrtValue **value
) {
    return api->CreateTensorWithDataAsOrtValue(
        memory, (void *)values, count * sizeof(float), shape, rank, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, value
    );
}

static inline OrtStatus *ff_ort_tensor_floats(const OrtApi *api, OrtValue *value, float **values) {
    return api->GetTensorMutableData(value, (void **)values);
}

/// Released with ff_ort_release_tensor.
static inline OrtStatus *ff_ort_tensor_of_value(
    const OrtApi *api, const OrtValue *value, OrtTensorTypeAndShapeInfo **tensor
) {
    return api->GetTensorTypeAndShape(value, tensor);
}

static inline void ff_ort_release_tensor(const OrtApi *api, OrtTensorTypeAndShapeInfo *tensor) {
    api->ReleaseTensorTypeAndShapeInfo(tensor);
}

static inline void ff_ort_release_value(const OrtApi *api, OrtValue *value) { api->ReleaseValue(value); }

static inline OrtStatus *ff_ort_run(
    const OrtApi *api, OrtSession *session, const char *const *input_names, const OrtValue *const *inputs,
    size_t input_count, const char *const *output_names, size_t output_count, OrtValue **outputs
) {
    return api->Run(session, NULL, input_names, inputs, input_count, output_names, output_count, outputs);
}

#endif
