// SPDX-License-Identifier: Apache-2.0

import Queue
import RESP

/// Runs scripts and waits until a replica or the disk has what they wrote: all that come while one wait goes on share
/// the next one, in one pipeline, so that what is waited for was written on the same connection.
///
/// It has connections of its own, because a wait holds up everything behind it.
actor DurableWriter {
    /// The most scripts that share a wait.
    static let groupMax = 256

    private struct Caller {
        let script: QueueScript
        let arguments: [RESPCommand.Argument]
        let answer: CheckedContinuation<Result<RESPValue, TaskQueueError>, Never>
    }

    private let runner: ScriptRunner
    private let durability: QueueDurability
    private let wait: RESPCommand
    private var callers: [Caller] = []
    private var isWriting = false

    /// A writer; nil for a level that waits for nothing.
    init?(_ runner: ScriptRunner, _ durability: QueueDurability) {
        guard let wait = durability.command else { return nil }
        self.runner = runner
        self.durability = durability
        self.wait = wait
    }

    /// Runs a script that may run twice.
    ///
    /// - Throws: `notDurable` where it ran and what it wrote is not as safe as it should be, `unavailable`.
    func run(_ script: QueueScript, _ arguments: [RESPCommand.Argument]) async throws(TaskQueueError) -> RESPValue {
        let result = await withCheckedContinuation { continuation in
            callers.append(Caller(script: script, arguments: arguments, answer: continuation))
            if !isWriting {
                isWriting = true
                Task { await writeAll() }
            }
        }
        return try result.get()
    }

    private func writeAll() async {
        while !callers.isEmpty {
            let group = Array(callers.prefix(Self.groupMax))
            callers.removeFirst(group.count)
            for (caller, result) in zip(group, await write(group)) { caller.answer.resume(returning: result) }
        }
        isWriting = false
    }

    /// The scripts and the wait behind them; once more with their texts where the server does not know one.
    private func write(_ group: [Caller]) async -> [Result<RESPValue, TaskQueueError>] {
        do throws(RESPError) {
            var answers = try await send(group, asText: false)
            if answers.contains(where: \.isUnknownScript) { answers = try await send(group, asText: true) }
            if let last = answers.popLast(), let shortfall = durability.shortfall(last) {
                return group.map { _ in .failure(.notDurable(shortfall)) }
            }
            return answers.map { answer in answer.mapError(runner.failure) }
        } catch {
            return group.map { _ in .failure(runner.failure(error)) }
        }
    }

    private func send(_ group: [Caller], asText: Bool) async throws(RESPError) -> [Result<RESPValue, RESPError>] {
        let scripts = group.map { runner.command($0.script, $0.arguments, asText: asText) }
        return try await runner.sender.sendTogether(
            scripts + [wait],
            key: runner.prefix,
            blockingFor: .milliseconds(QueueDurability.waitMilliseconds)
        )
    }
}

extension Result<RESPValue, RESPError> {
    fileprivate var isUnknownScript: Bool {
        if case .failure(.server(let refusal)) = self { refusal.code == "NOSCRIPT" } else { false }
    }
}
