// SPDX-License-Identifier: Apache-2.0

import Queue
import RESP

/// Runs the queue's scripts by their digests, and gives the server the text where it does not know one.
struct ScriptRunner: Sendable {
    let sender: any RESPSender
    let scripts: QueueScripts
    let prefix: String
    /// The time that scripts are told; `nil`: the server's own.
    let wall: WallClock?

    /// Runs a script.
    ///
    /// - Parameters:
    ///   - script: The script.
    ///   - arguments: What follows the time.
    ///   - isRepeatable: Whether it may run twice, so that it is sent again when its answer was lost.
    /// - Returns: The answer.
    /// - Throws: `unavailable`, `schemaTooNew`.
    func run(
        _ script: QueueScript,
        _ arguments: [RESPCommand.Argument] = [],
        isRepeatable: Bool = true
    ) async throws(TaskQueueError) -> RESPValue {
        do throws(RESPError) {
            do throws(RESPError) {
                return try await send(command(script, arguments, asText: false), isRepeatable)
            } catch {
                guard case .server(let refusal) = error, refusal.code == "NOSCRIPT" else { throw error }
                return try await send(command(script, arguments, asText: true), isRepeatable)
            }
        } catch {
            throw failure(error)
        }
    }

    /// What it means to the queue's callers that a script got no answer.
    func failure(_ error: RESPError) -> TaskQueueError {
        guard case .server(let refusal) = error, refusal.code == "SCHEMA" else { return .unavailable("\(error)") }
        return .schemaTooNew(path: "shard \(prefix.filter { !"{}:".contains($0) })")
    }

    /// A script as a command: by its digest, or whole.
    func command(_ script: QueueScript, _ arguments: [RESPCommand.Argument], asText: Bool) -> RESPCommand {
        let text = scripts[script]
        let time = wall.map { RESPCommand.Argument.number($0.now.milliseconds) } ?? .text("")
        let head: [RESPCommand.Argument] = [.text(asText ? text.body : text.digest), 1, .text(prefix), time]
        return RESPCommand(asText ? "EVAL" : "EVALSHA", head + arguments)
    }

    private func send(_ command: RESPCommand, _ isRepeatable: Bool) async throws(RESPError) -> RESPValue {
        try await sender.send(command, key: prefix, isRepeatable: isRepeatable)
    }
}

/// What a script answers that says in its first word what came of it.
struct ScriptAnswer {
    let word: String
    let value: RESPValue

    init(_ answer: RESPValue) throws(TaskQueueError) {
        guard let parts = answer.elements, let word = parts.first?.text else {
            throw .unavailable("an answer that is none: \(answer)")
        }
        self.word = word
        value = parts.count > 1 ? parts[1] : .null
    }

    /// The status that follows the word.
    func status() throws(TaskQueueError) -> TaskStatus {
        guard let number = value.number, let status = TaskStatus(rawValue: number) else {
            throw .unavailable("a status that is none: \(value)")
        }
        return status
    }

    /// The number that follows the word.
    var number: Int { value.number ?? 0 }

    var unexpected: TaskQueueError { .unavailable("an answer that is none: \(word)") }
}
