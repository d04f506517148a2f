// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import ImageCodecs
import Imaging
import Provenance

/// One target from file to file: read, decode, fuse, mark, encode, label, write.
struct FusionJob: Sendable {
    let pipeline: FusionPipeline
    let persons: [SourceIdentity]
    let options: FusionOptions
    let labeler: Labeler

    /// Fuses one target; what goes wrong is told, not thrown, so that the others go on.
    func run(_ job: SwapJob) -> SwapOutcome {
        do {
            return .fused(try fuse(job))
        } catch let problem as Problem {
            return .failed(job, problem)
        } catch {
            return .failed(job, Problem(error, file: job.target, image: .target))
        }
    }

    private func fuse(_ job: SwapJob) throws -> SwapResult {
        var watch = Stopwatch()
        var image = try InputImage.decode(job.target, image: .target, &watch)
        let report = try pipeline.fuse(persons, into: &image, options: options)
        watch.add(report.timings.map { StageTiming(stage: $0.stage, duration: $0.duration) })
        var start = ContinuousClock.now
        let marked = try labeler.mark(
            image,
            fused: report.faces.filter(\.fused).map(\.face.box),
            others: report.faces.filter { !$0.fused }.map(\.face.box)
        )
        watch.note("mark", since: start)
        start = ContinuousClock.now
        let file = try marked.encoded { try $0.encoded(job.encoding).bytes }
        watch.note("encode", since: start)
        let labelled = try watch.measure("label") { try labeler.seal(file) }
        try watch.measure("store") { try OutputFile.write(labelled, to: job.output) }
        return SwapResult(
            job: job,
            faces: report.faces,
            format: labelled.format,
            size: labelled.size,
            byteCount: labelled.bytes.count,
            label: labelled.policy.mode,
            timings: watch.timings
        )
    }
}

/// Reads pictures from files, with errors that name the file.
enum InputImage {
    /// Reads and decodes one picture.
    static func decode(_ path: String, image: ImageRole?, _ watch: inout Stopwatch) throws -> DecodedImage {
        let limits = ImageLimits()
        do {
            let bytes = try watch.measure("fetch") { try InputFile.read(path, byteCountMax: limits.byteCountMax) }
            return try watch.measure("decode") { try DecodedImage(decoding: bytes, limits: limits) }
        } catch {
            throw Problem(error, file: path, image: image)
        }
    }
}
