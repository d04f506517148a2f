// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Imaging
internal import Queue

/// What the jobs of one worker share.
struct JobTools: Sendable {
    let engine: FusionEngine
    let imageLimits: ImageLimits
    let labelling: Labelling
    let caches: AnalysisCaches
    let results: ResultWriter
    let memory: MemoryBudget

    /// Under which key a picture's analysis is kept.
    func key(of image: StoredImage, tenant: TenantID) -> AnalysisKey {
        AnalysisKey(picture: .init(tenant: tenant.rawValue, sha256: image.sha256), models: engine.digest)
    }

    /// Waits for memory, and does what it is for.
    func holdingMemory<Value>(
        _ byteCount: Int,
        stages: StageRecorder,
        _ work: () async throws -> Value
    ) async throws -> Value {
        let wait = stages.stopwatch()
        return try await memory.hold(byteCount) {
            stages.note("memory", wait())
            return try await work()
        }
    }
}
