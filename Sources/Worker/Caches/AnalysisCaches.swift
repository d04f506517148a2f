// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion

/// What the worker keeps of pictures that may come again.
struct AnalysisCaches: Sendable {
    /// Source photos: face, mesh and texture.
    let sources: AnalysisCache<SourcePhoto>
    /// Targets: file and faces.
    ///
    /// Decoded pixels are not kept: a JPEG's coefficients are held by its decoder, which cannot copy them.
    let targets: AnalysisCache<CachedTarget>

    /// Empty caches.
    init(_ configuration: WorkerConfiguration, clock: WorkerClock) {
        sources = AnalysisCache(limits: configuration.sourceCache, clock: clock)
        targets = AnalysisCache(limits: configuration.targetCache, clock: clock)
    }

    /// Forgets a tenant's pictures, whatever they were used for.
    func evict(tenant: String, digests: Set<String>) {
        sources.evict(tenant: tenant, digests: digests)
        targets.evict(tenant: tenant, digests: digests)
    }

    /// Forgets what nobody asked for since its time was over.
    func removeExpired() {
        sources.removeExpired()
        targets.removeExpired()
    }
}

/// A target as it is kept.
struct CachedTarget: Sendable {
    /// The picture's file.
    let file: [UInt8]
    /// Its faces.
    let analysis: TargetAnalysis
}
