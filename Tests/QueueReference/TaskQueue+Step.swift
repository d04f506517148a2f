// SPDX-License-Identifier: Apache-2.0

package import Queue

extension TaskQueue {
    /// Does what a history says; time and restarts are the caller's.
    package func answer<Generator>(to step: RandomHistory<Generator>.Step) async -> Answer {
        do throws(TaskQueueError) {
            switch step {
            case .enqueue(let task): return .enqueued(try await enqueue(task))
            case .claim(let request): return .claimed(try await claim(request))
            case .renew(let leases, let worker): return .renewed(try await renew(leases, of: worker))
            case .settle(let id, let lease, let settlement):
                return .settled(try await settle(id, lease: lease, settlement))
            case .cancel(let id): return .canceled(try await cancel(id))
            case .erase(let id): return .status(try await erase(id))
            case .adopt(let id): return .status(try await adopt([8], of: id))
            case .replay(let id, let newID):
                return .enqueued(try await replay(id, as: newID, record: "record/\(newID)"))
            case .share(let share, let tenant): try await setShare(share, of: tenant)
            case .pause(let isPaused): if isPaused { try await pause() } else { try await resume() }
            case .tick: return .report(try await tick())
            case .outbox: return .outbox(try await emptyOutbox())
            case .deliver(let id):
                let note = try await noteDelivery(Array(id.rawValue.utf8), of: id)
                return .delivered(try await deliveries(of: id) + [note])
            case .announce(let content, let worker):
                try await announce(content, of: worker)
                return .workers(try await workers())
            case .turn(let tenant, let limit, let cost):
                return .turn(try await takeTurn(of: tenant, limit, cost: cost))
            case .mark(let index, let batch):
                return .count([try await markChild(index, of: batch), try await markedChildren(of: batch)])
            case .pass, .restart: break
            }
            return .none
        } catch {
            return .refused(error)
        }
    }

    /// Takes what is due, completes every second one and postpones the others.
    ///
    /// Their numbers are each backend's own: places are told instead.
    private func emptyOutbox() async throws(TaskQueueError) -> [OutboxEntry] {
        var entries: [OutboxEntry] = []
        for (place, entry) in try await takeOutbox(limit: 5).enumerated() {
            if place.isMultiple(of: 2) {
                try await completeOutbox(entry.id)
            } else {
                try await postponeOutbox(entry.id, by: .seconds(3))
            }
            entries.append(entry.numbered(place))
        }
        return entries
    }
}

extension OutboxEntry {
    fileprivate func numbered(_ number: Int) -> OutboxEntry {
        let subject = Subject(tenant: tenant, status: status, record: record, payload: payload)
        return OutboxEntry(id: number, kind: kind, task: task, subject: subject, attempts: attempts)
    }
}
