// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion
internal import FusionAPI
internal import ImageCodecs
internal import Imaging

/// One search for faces, top to bottom, on its slot's thread.
struct DetectionJob: Sendable {
    let tools: JobTools

    /// Searches.
    ///
    /// - Parameters:
    ///   - request: What was asked for.
    ///   - inputs: The task's picture.
    ///   - stages: Told of every stage; ends the job where there is a reason to.
    /// - Returns: The faces; none is no error.
    /// - Throws: `Interruption`, `Problem`, and what the parts throw.
    func run(_ request: DetectionRequest, inputs: TaskInputs, stages: StageRecorder) async throws -> TaskReport {
        try stages.begin(.fetch)
        let file = try await inputs.file(request.image, at: 0)
        stages.end()
        let header = try blaming(nil) { try ImageHeader.parse(file.span, limits: tools.imageLimits) }
        let byteCount = MemoryEstimate.byteCount(searching: header, fileByteCount: file.count)
        let faces = try await tools.holdingMemory(byteCount, stages: stages) {
            try stages.begin(.decode)
            var image = try blaming(nil) { try DecodedImage(decoding: file, limits: tools.imageLimits) }
            try stages.begin(.detect)
            return try tools.engine.pipeline.faces(in: &image, order: FaceOrder(request.order))
        }
        stages.end()
        try stages.hold.check()
        var report = TaskReport()
        report.detected = faces.enumerated().map { TaskReport.DetectedFace($0.element, index: $0.offset) }
        return report
    }
}
