// SPDX-License-Identifier: Apache-2.0

import Queue

/// What others are told once a transaction is committed.
struct Effects {
    /// A task that changed and where it stands now.
    struct Change {
        var task: TaskID
        var tenant: TenantID
        var state: TaskState
    }

    var changes: [Change] = []
    var rings: [Flow: Int] = [:]
    var ringsAll = false

    mutating func note(_ entry: TaskEntry) {
        changes.append(Change(task: entry.task.id, tenant: entry.task.tenant, state: entry.state))
    }
}
