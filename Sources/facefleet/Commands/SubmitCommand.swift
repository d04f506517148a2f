// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FaceFusion

/// `facefleet submit`: has a running service fuse, and waits for it.
struct SubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Have a running service fuse two photos, and wait for the result.",
        discussion: """
            Example:
              facefleet submit --url http://127.0.0.1:8000 --source anna.jpg --target party.jpg --output out.jpg
            Sent again with the same --key, a task that was accepted is waited for and never made twice.
            """
    )

    @Option(help: "Where the service is.")
    var url = "http://127.0.0.1:8000"

    @Option(parsing: .upToNextOption, help: "A photo of the person; repeat it for more photos of the same person.")
    var source: [String]

    @Option(help: "The photo to fuse the face into.")
    var target: String

    @Option(help: "The result's file.")
    var output: String

    @Option(help: "With 'index': the face's place in the order, from 0; else every face, or the first. (default: one)")
    var faces: FacesMode?

    @Option(help: "The face's place in the order, from 0.")
    var faceIndex: Int?

    @Option(help: "What faces are counted along.")
    var order: FaceOrder = .largeSmall

    @Option(help: "Strength from 0, the target as it was, to 100.")
    var fusionDegree = 100

    @Option(help: "Whose eyes the result has.")
    var eyes: EyeOrigin = .source

    @Option(help: "Format of the result. (default: the output's extension, else the target's format)")
    var format: ResultFormat?

    @Option(help: "Quality of a JPEG or WebP result, 1 to 100. (default: as the target was stored)")
    var quality: Int?

    @Option(help: "In which class the task waits: vip, normal, bulk.")
    var priority = "normal"

    @Option(help: "The request's Idempotency-Key. (default: one is made)")
    var key: String?

    @Option(help: "Seconds to wait for the end; the task goes on without whoever waits.")
    var timeout = 600

    @Flag(help: "Print the finished task as one JSON object on standard output, also after a failure.")
    var json = false

    func run() throws {
        let configuration = try SubmitConfiguration(self)
        Interruption.watch()
        try Blocking.run { try await SubmitRun(configuration).run() }
    }
}
