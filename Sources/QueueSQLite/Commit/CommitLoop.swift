// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// The writing thread's work: one transaction for all that wait (group commit), then the answers.
struct CommitLoop {
    let core: QueueCore
    let writeback: LogWriteback
    let live: LiveTasks
    let events: TaskEventHub
    let doorbell: Doorbell

    /// Serves until the inbox is closed.
    func serve(_ inbox: Inbox) {
        while let group = inbox.next() { commit(group) }
    }

    private func commit(_ group: [Operation]) {
        var answers: [@Sendable () -> Void] = []
        answers.reserveCapacity(group.count)
        do {
            try core.transaction {
                for operation in group {
                    core.step()
                    answers.append(try operation.attempt(core))
                }
            }
        } catch {
            return refuse(group, error)
        }
        core.emptyLogAfterErasure()
        publish()
        for answer in answers { answer() }
        writeback.note()
    }

    /// A full or broken disk concerns all; anything else may be one operation's fault, so each is tried by itself.
    private func refuse(_ group: [Operation], _ error: any Error) {
        let isShared = (error as? DatabaseError).map { Self.shared.contains($0.resultCode) } ?? false
        if group.count > 1, !isShared {
            for operation in group { commit([operation]) }
        } else {
            for operation in group { operation.fail(.unavailable("\(error)")) }
        }
    }

    private static let shared: [ResultCode] = [
        .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CANTOPEN, .SQLITE_READONLY,
        .SQLITE_BUSY, .SQLITE_NOMEM,
    ]

    func publish() {
        let effects = core.effects
        core.effects = Effects()
        for change in effects.changes {
            live.note(change)
            events.publish(TaskEvent(task: change.task, tenant: change.tenant, state: change.state))
        }
        for (flow, count) in effects.rings { doorbell.ring(flow, count: count) }
        if effects.ringsAll { doorbell.ringAll() }
    }
}
