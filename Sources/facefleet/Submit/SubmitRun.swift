// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Imaging

/// One run of `facefleet submit`: sends the pictures, follows the task, fetches the result.
struct SubmitRun: Sendable {
    private let configuration: SubmitConfiguration
    private let service: FusionService

    /// A run.
    init(_ configuration: SubmitConfiguration) {
        self.configuration = configuration
        service = FusionService(at: configuration.service)
    }

    /// Works to the end.
    ///
    /// - Throws: A `Problem`: the service's own where it is one that this program knows; an `ExitStatus` once the task
    ///   was told as JSON.
    func run() async throws {
        let result: Result<Void, any Error>
        do { result = .success(try await submit()) } catch { result = .failure(error) }
        await service.close()
        try result.get()
    }

    private func submit() async throws {
        try OutputFile.check(configuration.output)
        try OutputFile.prepareFolder(Path.folder(of: configuration.output), create: false)
        let form = try await Threads.value { [self] in try self.form() }
        let bar = TaskBar()
        defer { bar.end() }
        let task = try await ended(try await service.create(form, key: configuration.key), bar)
        bar.end()
        if let problem = task.problem { return try tell(task, problem) }
        let picture = try await service.result(of: task.id)
        let output = configuration.output
        try await Threads.value { try OutputFile.write(picture, to: output) }
        if configuration.json { return tell(task) }
        StandardStream.output.write(onOneLine("\(output): task \(task.id), \(picture.count) bytes") + "\n")
    }

    private func form() throws(Problem) -> FormBody {
        let limit = ImageLimits().byteCountMax
        var form = FormBody()
        for path in configuration.sources { form.add("source", picture: try InputFile.read(path, byteCountMax: limit)) }
        form.add("target", picture: try InputFile.read(configuration.target, byteCountMax: limit))
        form.add("options", json: configuration.options)
        form.end()
        return form
    }

    /// Waits for the end: by the task's events, and by asking where the stream breaks off.
    private func ended(_ created: ReceivedTask, _ bar: TaskBar) async throws -> ReceivedTask {
        let deadline = ContinuousClock.now + configuration.timeout
        bar.show(created)
        let (service, timeout) = (service, configuration.timeout)
        return try await withThrowingTaskGroup(of: ReceivedTask.self) { group in
            group.addTask {
                var task = created
                while !task.hasEnded, ContinuousClock.now < deadline {
                    if let last = try? await service.follow(created.id, bar.show), last.hasEnded { return last }
                    task = try await service.task(created.id, wait: Self.pollSeconds)
                    bar.show(task)
                }
                return task
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                let detail = "the task \(created.id) has not ended within \(timeout.components.seconds) seconds"
                throw Problem(.serviceFailed, detail, hint: "it goes on; its key finds it again")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? created
        }
    }

    /// Tells a task that has no result.
    private func tell(_ task: ReceivedTask, _ problem: Problem) throws {
        guard configuration.json else { throw problem }
        tell(task)
        throw problem.code.exitStatus
    }

    private func tell(_ task: ReceivedTask) {
        StandardStream.output.write(String(decoding: task.json, as: UTF8.self) + "\n")
    }

    private static let pollSeconds = 20
}
