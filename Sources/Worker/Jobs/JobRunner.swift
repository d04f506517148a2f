// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI

/// What a worker does with the tasks that it claims.
protocol JobRunner: Sendable {
    /// What takes part in every task.
    var models: [TaskView.Model] { get }

    /// The same, as operators see it.
    var listings: [ModelListing] { get }
    /// The engines that a request may ask for.
    var engines: [String] { get }

    /// Shows that it works, before anything is claimed.
    func warmUp() throws

    /// Runs a task.
    ///
    /// - Parameters:
    ///   - request: What was asked for.
    ///   - inputs: The task's pictures.
    ///   - stages: Told of every stage; ends the job where there is a reason to.
    /// - Returns: What there is to say of the result.
    /// - Throws: `Interruption`, `Problem`, and what the parts throw.
    func run(_ request: TaskRequest, inputs: TaskInputs, stages: StageRecorder) async throws -> TaskReport
}

extension JobTools: JobRunner {
    var models: [TaskView.Model] { engine.models }
    var listings: [ModelListing] { engine.listings }
    var engines: [String] { Array(Set(engine.listings.map(\.engine))).sorted() }

    func warmUp() throws { try engine.warmedUp() }

    func run(_ request: TaskRequest, inputs: TaskInputs, stages: StageRecorder) async throws -> TaskReport {
        switch request {
        case .fusion(let request): try await FusionJob(tools: self).run(request, inputs: inputs, stages: stages)
        case .detection(let request): try await DetectionJob(tools: self).run(request, inputs: inputs, stages: stages)
        case .batch: throw Problem(.internalFault, "a batch waits for its fusions; no worker is to be given it")
        }
    }
}

/// Says at once how a task ends: no picture is read and no result published.
struct StandIn: JobRunner {
    let models: [TaskView.Model] = []
    let listings: [ModelListing] = []
    let engines: [String] = []
    let report: @Sendable (TaskRequest) throws -> TaskReport

    func warmUp() throws {}

    func run(_ request: TaskRequest, inputs: TaskInputs, stages: StageRecorder) async throws -> TaskReport {
        try report(request)
    }
}
