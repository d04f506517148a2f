// SPDX-License-Identifier: Apache-2.0

public import Queue
import RESP

extension RedisTaskQueue {
    /// The store is looked through again after so long, in seconds, also while nothing happens to the server.
    private static let period = 600
    /// And so long after it was first looked through for a server, in milliseconds: one that was the primary before may
    /// have taken tasks in meanwhile, without knowing that it is none any more.
    private static let secondLook = 60_000
    /// Whoever is at it is thought lost after so long, in milliseconds.
    private static let turn = 60_000

    /// Whether another server answers than when the store was last looked through: it was started anew, perhaps from an
    /// older file or from none, or another took over; or a while has passed.
    public func takeReconciliation() async throws(TaskQueueError) -> ReconciliationMark? {
        guard durability.reconciles else { return nil }
        let mark = try await mark()
        guard try await ask("GET", key("reconciled")).text != mark.text else { return nil }
        let turn = try await ask("SET", key("reconciling"), .text(mark.text), "NX", "PX", .number(Self.turn))
        return turn.text == "OK" ? mark : nil
    }

    /// It is the caller's for another minute.
    public func continueReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {
        _ = try await ask("SET", key("reconciling"), .text(mark.text), "PX", .number(Self.turn))
    }

    /// The store was looked through for this server.
    public func completeReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {
        let server = String(mark.text.prefix { $0 != " " })
        if try await ask("GET", key("server")).text == server {
            _ = try await ask("SET", key("reconciled"), .text(mark.text))
        } else {
            _ = try await ask("SET", key("reconciled"), .text(mark.text), "PX", .number(Self.secondLook))
            _ = try await ask("SET", key("server"), .text(server))
        }
        try await abandonReconciliation(mark)
    }

    /// Whoever asks next may try; two who look through the store at once do no harm.
    public func abandonReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {
        _ = try await ask("DEL", key("reconciling"))
    }

    private func mark() async throws(TaskQueueError) -> ReconciliationMark {
        let lines = try await ask("INFO", "server").text?.split(whereSeparator: \.isNewline) ?? []
        guard let identity = lines.first(where: { $0.hasPrefix("run_id:") })?.dropFirst("run_id:".count) else {
            throw .unavailable("the server does not say who it is")
        }
        let time = try await ask("TIME").elements?.first?.text.flatMap { Int($0) } ?? 0
        return ReconciliationMark("\(identity) \(time / Self.period)")
    }

    private func key(_ name: String) -> RESPCommand.Argument { .text(runner.prefix + name) }

    private func ask(_ name: String, _ arguments: RESPCommand.Argument...) async throws(TaskQueueError) -> RESPValue {
        do throws(RESPError) {
            return try await runner.sender.send(RESPCommand(name, arguments), key: runner.prefix, isRepeatable: true)
        } catch {
            throw .unavailable("\(error)")
        }
    }
}
