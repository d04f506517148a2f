// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import ImageCodecs
import Imaging

/// One target from file to file: read, decode, fuse, encode, write.
struct FusionJob: Sendable {
    let pipeline: FusionPipeline
    let persons: [SourceIdentity]
    let options: FusionOptions

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
        let start = ContinuousClock.now
        let encoded = try image.encoded(job.encoding)
        watch.note("encode", since: start)
        try watch.measure("store") { try OutputFile.write(encoded.bytes, to: job.output) }
        return SwapResult(
            job: job,
            faces: report.faces,
            format: encoded.format,
            size: encoded.size,
            byteCount: encoded.bytes.count,
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
