// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion
internal import ImageCodecs

/// What the worker keeps of pictures that may come again.
struct AnalysisCaches: Sendable {
    /// Source photos: face, mesh and texture.
    let sources: AnalysisCache<SourcePhoto>
    /// Targets: file and faces.
    let targets: AnalysisCache<CachedTarget>
    /// Targets as they were decoded; bounded apart, since one takes as much as four analyses.
    let pixels: AnalysisCache<DecodedTarget>

    /// Empty caches.
    init(_ configuration: WorkerConfiguration, clock: WorkerClock) {
        sources = AnalysisCache(limits: configuration.sourceCache, clock: clock)
        targets = AnalysisCache(limits: configuration.targetCache, clock: clock)
        pixels = AnalysisCache(limits: configuration.pixelCache, clock: clock)
    }

    /// Forgets a tenant's pictures, whatever they were used for.
    func evict(tenant: String, digests: Set<String>) {
        sources.evict(tenant: tenant, digests: digests)
        targets.evict(tenant: tenant, digests: digests)
        pixels.evict(tenant: tenant, digests: digests)
    }

    /// Forgets what nobody asked for since its time was over.
    func removeExpired() {
        sources.removeExpired()
        targets.removeExpired()
        pixels.removeExpired()
    }

    /// What each keeps, in bytes.
    var byteCounts: CachedBytes {
        CachedBytes(sources: sources.byteCount, targets: targets.byteCount, pixels: pixels.byteCount)
    }
}

/// What a worker keeps of pictures, in bytes.
public struct CachedBytes: Hashable, Sendable {
    /// Of source photos: mesh and texture.
    public var sources = 0
    /// Of targets: files, faces and masks.
    public var targets = 0
    /// Of targets: coefficients or samples.
    public var pixels = 0

    /// Nothing.
    public init() {}

    init(sources: Int, targets: Int, pixels: Int) {
        self.sources = sources
        self.targets = targets
        self.pixels = pixels
    }
}

/// A target as it was decoded; every fusion takes a copy, which costs nothing until it changes.
final class DecodedTarget: Sendable {
    let image: DecodedImage

    /// Keeps what is stored of a picture that nobody changed yet.
    init(_ image: borrowing DecodedImage) { self.image = image.copy() }
}

/// A target as it is kept.
struct CachedTarget: Sendable {
    /// The picture's file.
    let file: [UInt8]
    /// Its faces.
    let analysis: TargetAnalysis
}
