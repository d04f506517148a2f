// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import ImageCodecs
import Imaging
import Provenance

/// What `facefleet swap` is to do, checked.
struct SwapConfiguration: Sendable {
    /// Photos of each person whose face is taken: files.
    let persons: [[String]]
    /// Targets as they were named: files, patterns, folders.
    let targets: [String]
    /// The result's file or folder.
    let output: String
    /// Whether target folders are searched to the bottom.
    let recursive: Bool
    /// How faces are fused.
    let fusion: FusionOptions
    /// How results are written.
    let encoding: OutputOptions
    /// How results are labelled.
    let labeler: Labeler
    /// Targets fused at a time, at least 1.
    let jobs: Int
    /// Whether results are told as JSON.
    let json: Bool
    /// Folder of the models, where one was given.
    let models: String?

    /// Checks what was typed.
    ///
    /// - Throws: `CommandFailure` with every bad option, not just the first.
    init(_ command: SwapCommand) throws {
        var check = OptionCheck()
        persons = check.persons(source: command.source, person: command.person)
        targets = command.target
        output = command.output
        recursive = command.recursive
        check.range("--fusion-degree", command.fusionDegree, 0...100)
        check.range("--quality", command.quality.map(Double.init), 1...100)
        check.range("--jobs", command.jobs.map(Double.init), 1...1024)
        if command.output.isEmpty { check.refuse("--output", "names no file") }
        if command.target.contains("") { check.refuse("--target", "names no file") }
        var fusion = FusionOptions()
        fusion.fusionDegree = Float(command.fusionDegree / 100)
        fusion.eyes = command.eyes
        fusion.order = command.order
        fusion.faces = check.faces(command, personCount: persons.count)
        self.fusion = fusion
        encoding = OutputOptions(format: command.format?.imageFormat, quality: command.quality)
        check.encoding(encoding)
        jobs = command.jobs ?? Machine.defaultJobCount
        json = command.shared.json
        models = command.shared.models
        let labeler = command.labels.labeler(&check)
        guard check.problems.isEmpty, let labeler else { throw CommandFailure(check.problems) }
        self.labeler = labeler
    }
}
