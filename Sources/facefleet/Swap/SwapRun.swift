// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Imaging

/// One run of `facefleet swap`: the persons once, then every target.
struct SwapRun {
    private let configuration: SwapConfiguration
    private let plan: SwapPlan
    private let started = ContinuousClock.now

    /// Settles what is read and written before any work starts.
    init(_ configuration: SwapConfiguration) throws {
        self.configuration = configuration
        plan = try SwapPlan(configuration)
    }

    /// Does the work and tells the outcomes.
    ///
    /// - Returns: The status of the failures, or `done`.
    /// - Throws: A `Problem` that keeps every target from being fused: a missing model, a source without a face.
    func run() throws -> ExitStatus {
        var watch = Stopwatch()
        let pipeline = try watch.measure("models") {
            try Composition.pipeline(Composition.models(in: configuration.models))
        }
        let persons = try configuration.persons.map { try person($0, pipeline, &watch) }
        let job = FusionJob(
            pipeline: pipeline,
            persons: persons,
            options: configuration.fusion,
            labeler: configuration.labeler
        )
        let outcomes = fuseAll(job)
        SwapReport(outcomes: outcomes, setUp: watch.timings, elapsed: ContinuousClock.now - started)
            .tell(json: configuration.json)
        return .combining(outcomes.compactMap { $0.problem?.code.exitStatus })
    }

    /// Analyses the photos of one person.
    private func person(
        _ photos: [String],
        _ pipeline: FusionPipeline,
        _ watch: inout Stopwatch
    ) throws -> SourceIdentity {
        var sourceWatch = Stopwatch()
        defer { watch.add(sourceWatch.timings.map { StageTiming(stage: "source \($0.stage)", duration: $0.duration) }) }
        return SourceIdentity(
            photos: try photos.map { path in
                var image = try InputImage.decode(path, image: .source, &sourceWatch)
                do {
                    return try sourceWatch.measure("analysis") { try pipeline.photo(&image) }
                } catch {
                    throw Problem(error, file: path, image: .source)
                }
            }
        )
    }

    /// Fuses every target on as many threads as there are jobs; outcomes come back in the targets' order.
    private func fuseAll(_ job: FusionJob) -> [SwapOutcome] {
        let json = configuration.json
        let progress = Progress(total: plan.jobs.count)
        let outcomes = Threads.map(plan.jobs, threadCount: configuration.jobs) { target in
            let outcome = job.run(target)
            switch outcome {
            case .fused(let result): progress.finished(json ? nil : result.line, to: .output)
            case .failed(_, let problem): progress.finished(json ? nil : problem.line, to: .error)
            }
            return outcome
        }
        progress.end()
        return outcomes
    }
}
