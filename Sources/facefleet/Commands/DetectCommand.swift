// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FaceFusion
import ImageCodecs
import Imaging
import ModelStore

/// `facefleet detect`: the faces of a picture, as numbers and as a drawing.
struct DetectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detect",
        abstract: "Show the faces of an image, with the index that --face-index and --face-map count."
    )

    @Argument(help: "The image.")
    var image: String

    @Option(help: "Write a copy with boxes, key points and meshes drawn in; its extension chooses the format.")
    var overlay: String?

    @Option(help: "What faces are counted along.")
    var order: FaceOrder = .largeSmall

    @OptionGroup var shared: SharedOptions

    func run() throws {
        Interruption.watch()
        let target = try overlay.map { try overlayJob(writing: $0) }
        let models = try Composition.models(in: shared.models)
        let pipeline = try Composition.pipeline(models)
        let overlay = target.map { (job: $0, drawing: FaceOverlay(models.topology)) }
        let (faces, size): ([Face], PixelSize)
        do {
            (faces, size) = try find(with: pipeline, drawing: overlay)
        } catch {
            throw Problem(error, file: image, image: nil)
        }
        let none = faces.isEmpty ? Problem(.noFaceDetected, "there is no face in the image", file: image) : nil
        tell(faces, size: size, none)
        if let none { throw none.code.exitStatus }
    }

    /// Finds the faces, and draws them where a drawing is asked for.
    private func find(
        with pipeline: FusionPipeline,
        drawing overlay: (job: SwapJob, drawing: FaceOverlay)?
    ) throws -> ([Face], PixelSize) {
        var watch = Stopwatch()
        var picture = try InputImage.decode(image, image: nil, &watch)
        let size = picture.size
        let faces = try pipeline.faces(in: &picture, order: order)
        if let overlay {
            try overlay.drawing.draw(faces, on: &picture)
            let encoded = try picture.encoded(overlay.job.encoding)
            try OutputFile.write(encoded.bytes, to: overlay.job.output)
        }
        return (faces, size)
    }

    /// Where the drawing goes, refused before any work when it would replace the image.
    private func overlayJob(writing path: String) throws -> SwapJob {
        let job = try SwapPlan.job(ImageFile(path: image, name: image), to: path, OutputOptions())
        try SwapPlan.refuseInputs([job], inputs: [image])
        try OutputFile.prepareFolder(Path.folder(of: path), create: false)
        try OutputFile.check(path)
        return job
    }

    private func tell(_ faces: [Face], size: PixelSize, _ problem: Problem?) {
        guard !shared.json else {
            var members: [(String, JSONValue)] = [
                ("image", .string(image)), ("width", .integer(size.width)), ("height", .integer(size.height)),
                ("faces", .array(faces.enumerated().map { $1.json(index: $0, $1.pointMembers) })),
            ]
            if let problem { members.append(("error", problem.json)) }
            StandardStream.output.write(JSONValue.object(members).text + "\n")
            return
        }
        if let problem { return StandardStream.error.write(problem.line + "\n") }
        for (index, face) in faces.enumerated() {
            let edges = [face.box.x, face.box.y, face.box.width, face.box.height]
                .map { decimal(Double($0), places: 1) }
            let score = decimal(Double(face.score), places: 3)
            StandardStream.output.write(
                "face \(index): box \(edges[0]),\(edges[1]) \(edges[2]) x \(edges[3]), score \(score)\n"
            )
        }
    }
}

extension Face {
    /// Key points and landmarks as lists of numbers.
    fileprivate var pointMembers: [(String, JSONValue)] {
        let points = keypoints.map { [$0.x, $0.y] }
        let mesh = landmarks.map { [$0.x, $0.y, $0.z] }
        func list(_ rows: [[Float]]) -> JSONValue {
            .array(rows.map { row in .array(row.map { .rounded(Double($0), decimals: 2) }) })
        }
        return [("keypoints", list(points)), ("landmarks", list(mesh))]
    }
}
