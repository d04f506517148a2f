// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import FaceFusion
import Imaging

/// `facefleet swap`: the options as they are typed; ``SwapConfiguration`` says whether they make sense.
struct SwapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swap",
        abstract: "Fuse a person's face into one photo or into many.",
        discussion: """
            One person: --source, once for each photo of that person. Several persons for --faces map: --person, once \
            for each person, counted from 0.
            Examples:
              facefleet swap --source anna.jpg --target party.jpg --output out.jpg
              facefleet swap --source anna.jpg --target photos/ 'more/*.png' --output results/ --jobs 4
              facefleet swap --person anna1.jpg,anna2.jpg --person ben.jpg --faces map --face-map 0:1,1:0 \
            --target party.jpg --output out.jpg
            """
    )

    @Option(parsing: .upToNextOption, help: "A photo of the person; repeat it for more photos of the same person.")
    var source: [String] = []

    @Option(help: "One person: photos separated by commas, or a folder of photos. Repeat it for further persons.")
    var person: [String] = []

    @Option(parsing: .upToNextOption, help: "Photos to fuse the face into: files, patterns in quotes, folders.")
    var target: [String]

    @Option(help: "The result: a file for one target, a folder for several.")
    var output: String

    @Flag(help: "Search target folders to the bottom.")
    var recursive = false

    @Option(help: "Which faces of the target. (default: one)")
    var faces: FacesMode?

    @Option(help: "With index: the face's place in the order, from 0.")
    var faceIndex: Int?

    @Option(help: "With map: PERSON:FACE pairs from 0, as 0:2,1:0.")
    var faceMap: String?

    @Option(help: "What faces are counted along.")
    var order: FaceOrder = .largeSmall

    @Option(help: "Strength from 0, the target as it was, to 100.")
    var fusionDegree = 100.0

    @Option(help: "Whose eyes the result has.")
    var eyes: EyeOrigin = .source

    @Option(help: "Format of the result. (default: the output's extension, else the target's format)")
    var format: ResultFormat?

    @Option(help: "Quality of a JPEG or WebP result, 1 to 100. (default: as the target was stored)")
    var quality: Int?

    @OptionGroup var labels: LabelOptions

    @Option(help: "Targets fused at a time. (default: the number of cores, fewer where memory is short)")
    var jobs: Int?

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let configuration = try SwapConfiguration(self)
        Interruption.watch()
        let status = try SwapRun(configuration).run()
        if status != .done { throw status }
    }
}

/// Which faces of the target, as the command line names them.
enum FacesMode: String, CaseIterable, ExpressibleByArgument {
    case one, all, index, map
}

/// The formats that results can have.
enum ResultFormat: String, CaseIterable, ExpressibleByArgument {
    case jpeg, png, webp

    /// The same among all formats.
    var imageFormat: ImageFormat {
        switch self {
        case .jpeg: .jpeg
        case .png: .png
        case .webp: .webp
        }
    }
}

extension FaceOrder: ExpressibleByArgument {}
extension EyeOrigin: ExpressibleByArgument {}
