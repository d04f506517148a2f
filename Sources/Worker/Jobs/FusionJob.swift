// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion
internal import FusionAPI
internal import ImageCodecs
internal import Imaging
internal import Provenance
internal import Queue

/// One fusion, top to bottom, on its slot's thread.
struct FusionJob: Sendable {
    let tools: JobTools

    /// Fuses.
    ///
    /// - Parameters:
    ///   - request: What was asked for.
    ///   - inputs: The task's pictures.
    ///   - stages: Told of every stage; ends the job where there is a reason to.
    /// - Returns: What there is to say of the result.
    /// - Throws: `Interruption`, `Problem`, and what the parts throw.
    func run(_ request: FusionRequest, inputs: TaskInputs, stages: StageRecorder) async throws -> TaskReport {
        let recipe = try FusionRecipe(request.options, exemption: tools.labelling.exemption)
        let target = try await target(request, inputs: inputs, stages: stages)
        let header = try blaming(.target) { try ImageHeader.parse(target.file.span, limits: tools.imageLimits) }
        let byteCount = MemoryEstimate.byteCount(
            target: header,
            fileByteCount: target.file.count,
            photos: request.sources.joined(),
            output: recipe.output
        )
        return try await tools.holdingMemory(byteCount, stages: stages) {
            let persons = try await persons(request.sources, inputs: inputs, stages: stages)
            return try await fuse(persons, into: target, recipe: recipe, stages: stages)
        }
    }

    private func fuse(
        _ persons: [SourceIdentity],
        into target: Target,
        recipe: FusionRecipe,
        stages: StageRecorder
    ) async throws -> TaskReport {
        let labeler = try tools.labelling.labeler(recipe.label)
        var image = try decoded(target, stages: stages)
        let analysis = try analysis(of: target, in: &image, recipe: recipe, stages: stages)
        try stages.begin(.swap)
        let fused = try blaming(.target) {
            try tools.engine.pipeline.fuse(persons, into: &image, at: analysis, options: recipe.fusion)
        }
        stages.end(as: fused.timings)
        try stages.begin(.mark)
        let marked = try labeler.mark(
            image,
            fused: fused.faces.filter(\.fused).map(\.face.box),
            others: fused.faces.filter { !$0.fused }.map(\.face.box)
        )
        try stages.begin(.encode)
        let file = try marked.encoded { try $0.encoded(recipe.output).bytes }
        try stages.begin(.label)
        let labelled = try labeler.seal(file, produceID: stages.hold.leased.task.id.rawValue)
        try stages.begin(.store)
        let result = try await tools.results.write(labelled, hold: stages.hold)
        stages.end()
        var report = TaskReport()
        report.faces = fused.faces.map(TaskView.Face.init)
        report.result = TaskReport.Result(result)
        return report
    }

    private func persons(
        _ persons: [[StoredImage]],
        inputs: TaskInputs,
        stages: StageRecorder
    ) async throws -> [SourceIdentity] {
        var index = 0
        var identities: [SourceIdentity] = []
        for photos in persons {
            var analysed: [SourcePhoto] = []
            for photo in photos {
                analysed.append(try await source(photo, at: index, inputs: inputs, stages: stages))
                index += 1
            }
            guard (1...FusionPipeline.photoCountMax).contains(analysed.count) else {
                throw Problem(
                    .invalidOptions,
                    "a person has no photo, or too many",
                    measured: "\(analysed.count) photos",
                    limit: "1 to \(FusionPipeline.photoCountMax) photos"
                )
            }
            identities.append(SourceIdentity(photos: analysed))
        }
        return identities
    }

    private func source(
        _ photo: StoredImage,
        at index: Int,
        inputs: TaskInputs,
        stages: StageRecorder
    ) async throws -> SourcePhoto {
        let key = tools.key(of: photo, tenant: inputs.task.tenant)
        let cached = tools.caches.sources.value(for: key)
        stages.noteCache("source", hit: cached != nil)
        if let cached { return cached }
        try stages.begin(.fetch)
        let file = try await inputs.file(photo, at: index)
        try stages.begin(.source)
        let analysed = try blaming(.source) {
            var image = try DecodedImage(decoding: file, limits: tools.imageLimits)
            return try tools.engine.pipeline.photo(&image)
        }
        stages.end()
        tools.caches.sources.insert(analysed, for: key, byteCount: analysed.byteCount)
        return analysed
    }
}

extension FusionJob {
    /// A target's file, and its faces where they are known.
    fileprivate struct Target {
        let key: AnalysisKey
        let file: [UInt8]
        let analysis: TargetAnalysis?
    }

    private func target(
        _ request: FusionRequest,
        inputs: TaskInputs,
        stages: StageRecorder
    ) async throws -> Target {
        let key = tools.key(of: request.target, tenant: inputs.task.tenant)
        if let cached = tools.caches.targets.value(for: key) {
            return Target(key: key, file: cached.file, analysis: cached.analysis)
        }
        try stages.begin(.fetch)
        let photoCount = request.sources.reduce(0) { $0 + $1.count }
        let file = try await inputs.file(request.target, at: photoCount)
        stages.end()
        return Target(key: key, file: file, analysis: nil)
    }

    private func decoded(_ target: Target, stages: StageRecorder) throws -> DecodedImage {
        let cached = tools.caches.pixels.value(for: target.key)
        stages.noteCache("pixels", hit: cached != nil)
        if let cached { return cached.image.copy() }
        try stages.begin(.decode)
        let image = try blaming(.target) { try DecodedImage(decoding: target.file, limits: tools.imageLimits) }
        tools.caches.pixels.insert(DecodedTarget(image), for: target.key, byteCount: image.byteCount)
        return image
    }

    private func analysis(
        of target: Target,
        in image: inout DecodedImage,
        recipe: FusionRecipe,
        stages: StageRecorder
    ) throws -> TargetAnalysis {
        let known = target.analysis.flatMap { $0.covers(recipe.fusion) ? $0 : nil }
        stages.noteCache("target", hit: known != nil)
        if let known { return known }
        try stages.begin(.detect)
        let found = try blaming(.target) { try tools.engine.pipeline.target(&image, options: recipe.fusion) }
        let kept = CachedTarget(file: target.file, analysis: found)
        tools.caches.targets.insert(kept, for: target.key, byteCount: target.file.count + found.byteCount)
        return found
    }
}
