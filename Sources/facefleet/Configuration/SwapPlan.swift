// SPDX-License-Identifier: Apache-2.0

import ImageCodecs
import Imaging

/// One target with the place of its result.
struct SwapJob: Hashable, Sendable {
    /// The target's file.
    let target: String
    /// The result's file.
    let output: String
    /// How the result is written.
    let encoding: OutputOptions
}

/// Every target with the place of its result, settled before any work starts.
struct SwapPlan: Sendable {
    /// The targets in the order they were named.
    let jobs: [SwapJob]

    /// Finds the targets, names the results and refuses what would destroy a picture.
    ///
    /// - Throws: `CommandFailure`: a folder without images, two results of one name, a result in an input's place, a
    ///   place that cannot be written.
    init(_ configuration: SwapConfiguration) throws {
        let outputStatus = FileStatus(path: configuration.output)
        let finder = ImageFiles(recursive: configuration.recursive, excluded: outputStatus?.identity)
        let files = try configuration.targets.flatMap { argument throws(Problem) in try finder.files(for: argument) }
        let several = files.count > 1 || configuration.targets.contains(where: ImageFiles.standsForSeveral)
        let intoFolder = several || outputStatus?.kind == .folder || configuration.output.hasSuffix("/")
        if intoFolder, let outputStatus, outputStatus.kind != .folder {
            throw Problem(
                .invalidOptions,
                "several targets need a folder, and this is a file",
                file: configuration.output
            )
        }
        let format = configuration.encoding.format
        jobs = try files.map { file throws(Problem) in
            if !intoFolder { return try Self.job(file, to: configuration.output, configuration.encoding) }
            let name = Self.resultName(of: file.name, format: format)
            return try Self.job(file, to: Path.join(configuration.output, name), configuration.encoding)
        }
        try Self.refuseClashes(jobs)
        try Self.refuseInputs(jobs, inputs: configuration.persons.joined() + files.map(\.path))
        try Self.prepareFolders(jobs, create: intoFolder)
    }

    /// The target's name, with the extension of what the result will be.
    private static func resultName(of name: String, format: ImageFormat?) -> String {
        let named = ImageFormat(fileExtension: Path.fileExtension(of: name))
        // HEIC and AVIF are not written; their results are JPEGs.
        let written = format ?? (named.map { $0.isWritten ? $0 : .jpeg })
        guard let written, written != named else { return name }
        return Path.replacingExtension(of: name, with: written.fileExtension)
    }

    /// The job with the format that the output's own name promises.
    static func job(
        _ file: ImageFile,
        to output: String,
        _ encoding: OutputOptions
    ) throws(Problem) -> SwapJob {
        let promised = ImageFormat(fileExtension: Path.fileExtension(of: output))
        if let promised, !promised.isWritten {
            throw Problem(.invalidOptions, "\(promised.rawValue) is read but not written", file: output)
        }
        if let promised, let format = encoding.format, promised != format {
            throw Problem(.invalidOptions, "the name does not go with --format \(format.rawValue)", file: output)
        }
        let own = ImageFormat(fileExtension: Path.fileExtension(of: file.path))
        var encoding = encoding
        // A name that keeps its extension keeps the target's format, so that whatever lies under it is carried over.
        if let promised, promised != own { encoding.format = promised }
        return SwapJob(target: file.path, output: output, encoding: encoding)
    }

    private static func refuseClashes(_ jobs: [SwapJob]) throws {
        var targets: [String: String] = [:]
        var problems: [Problem] = []
        for job in jobs {
            if let first = targets[job.output] {
                let detail = "'\(first)' and '\(job.target)' would both be written to '\(job.output)'"
                problems.append(Problem(.invalidOptions, detail, file: job.target))
            }
            targets[job.output] = job.target
        }
        if !problems.isEmpty { throw CommandFailure(problems) }
    }

    static func refuseInputs(_ jobs: [SwapJob], inputs: [String]) throws {
        let identities = Set(inputs.compactMap { FileStatus(path: $0)?.identity })
        let problems = jobs.compactMap { job -> Problem? in
            guard let identity = FileStatus(path: job.output)?.identity, identities.contains(identity) else {
                return nil
            }
            return Problem(.invalidOptions, "the result would replace an input", file: job.output)
        }
        if !problems.isEmpty { throw CommandFailure(problems) }
    }

    private static func prepareFolders(_ jobs: [SwapJob], create: Bool) throws(Problem) {
        for folder in Set(jobs.map { Path.folder(of: $0.output) }).sorted() {
            try OutputFile.prepareFolder(folder, create: create)
        }
        for job in jobs { try OutputFile.check(job.output) }
    }
}
