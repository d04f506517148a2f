// SPDX-License-Identifier: Apache-2.0

public import Queue
import RESP

extension RedisTaskQueue {
    /// What a tenant gets.
    public func share(of tenant: TenantID) async throws(TaskQueueError) -> TenantShare {
        let values = try await runner.run(.share, [.text(tenant.rawValue)]).elements ?? []
        return TenantShare(weight: values.first?.number ?? 1, runningMax: values.last?.number)
    }

    /// Gives a tenant another share.
    public func setShare(_ share: TenantShare, of tenant: TenantID) async throws(TaskQueueError) {
        let cap = share.runningMax.map { RESPCommand.Argument.number($0) } ?? ""
        _ = try await runner.run(.share, [.text(tenant.rawValue), .number(share.weight), cap])
    }

    /// Takes one of a tenant's turns, of all processes together; not repeated, so that one request takes one turn.
    public func takeTurn(
        of tenant: TenantID,
        _ limit: RateLimit,
        cost: Int
    ) async throws(TaskQueueError) -> Duration? {
        let arguments: [RESPCommand.Argument] = [
            .text(tenant.rawValue), .number(limit.interval), .number(limit.burst), .number(max(cost, 1)),
        ]
        let answer = try await runner.run(.turn, arguments, isRepeatable: false)
        guard let wait = answer.number else { throw .unavailable("an answer that is none: \(answer)") }
        return wait > 0 ? .microseconds(wait) : nil
    }

    /// A process of workers says what it is.
    public func announce(_ content: [UInt8]?, of worker: WorkerID) async throws(TaskQueueError) {
        let word: RESPCommand.Argument = content == nil ? "leave" : "announce"
        _ = try await runner.run(.workers, [word, .text("\(worker)"), .bytes(content ?? [])])
    }

    /// The processes of workers that spoke lately.
    public func workers() async throws(TaskQueueError) -> [WorkerNotice] {
        let answer = try await runner.run(.workers, ["list"])
        let notices = (answer.pairs ?? []).map { pair in
            WorkerNotice(worker: WorkerID(stored: pair.key.text ?? ""), content: pair.value.content ?? [])
        }
        return notices.sorted { "\($0.worker)" < "\($1.worker)" }
    }
}
