// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue

/// Runs a claimed task by its kind and says how it ended.
struct TaskExecution: Sendable {
    let jobs: any JobRunner
    let inputs: InputReader
    let progress: ProgressRelay
    let observer: WorkerObserver
    let wallClock: WallClock
    let clock: WorkerClock

    /// Runs a task.
    ///
    /// - Returns: How it ended; `nil` when the lease is lost, so that nothing may be said any more.
    func run(_ hold: LeaseHold) async -> TaskOutcome? {
        let stages = StageRecorder(hold, observer: observer, progress: progress, clock: clock)
        stages.note("queue", .milliseconds(max(0, wallClock.now.milliseconds - hold.leased.task.created.milliseconds)))
        do {
            return .succeeded(completed(try await report(hold.leased.task, stages: stages), stages).recorded)
        } catch let interruption as Interruption {
            return Self.outcome(of: interruption)
        } catch is CancellationError {
            return .released
        } catch {
            return hold.isLost ? nil : .failed(failure(Problem(failure: error), stages))
        }
    }

    /// Whether a task turns out to have ended before, which its queue forgot.
    ///
    /// The picture of a search for faces goes when it ends, and nothing of it stays but what the queue knows: it is
    /// gone, as it would be a while later, and has not failed.
    static func hadEnded(_ task: FusionTask, _ outcome: TaskOutcome) -> Bool {
        guard task.kind == .detection, case .failed(let failure) = outcome else { return false }
        return failure.code == ProblemCode.gone.rawValue
    }

    private func report(_ task: FusionTask, stages: StageRecorder) async throws -> TaskReport {
        let request = try TaskRequest(recorded: task.payload.request)
        let inputs = try TaskInputs(task, reader: inputs)
        var report = try await jobs.run(request, inputs: inputs, stages: stages)
        report.metadata = request.metadata
        return report
    }

    private func completed(_ report: TaskReport, _ stages: StageRecorder) -> TaskReport {
        var report = report
        report.timings = stages.timings
        report.models = jobs.models
        return report
    }

    private func failure(_ problem: Problem, _ stages: StageRecorder) -> TaskFailure {
        var report = completed(TaskReport(), stages)
        report.error = problem
        return TaskFailure(
            code: problem.code.rawValue,
            retry: RetryAdvice(problem.code),
            error: report.recorded
        )
    }

    private static func outcome(of interruption: Interruption) -> TaskOutcome? {
        switch interruption {
        case .stopped: .canceled
        // A task that is given back after its deadline expires.
        case .drained, .overdue: .released
        case .leaseLost: nil
        }
    }
}
