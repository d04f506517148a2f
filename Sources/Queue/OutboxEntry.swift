// SPDX-License-Identifier: Apache-2.0

/// Something to do after a task's end, kept until it is done.
public struct OutboxEntry: Hashable, Sendable {
    /// What there is to do.
    public enum Kind: Int, Sendable {
        /// Tell the tenant.
        case webhook = 0
        /// Remove the inputs.
        case inputRemoval = 1
    }

    /// The entry's number; stable over repeats.
    public let id: Int
    /// What to do.
    public let kind: Kind
    /// The task.
    public let task: TaskID
    /// Whose it is.
    public let tenant: TenantID
    /// How it ended.
    public let status: TaskStatus
    /// The accept record.
    public let record: String
    /// The task's opaque webhook; empty for a removal.
    public let payload: [UInt8]
    /// How often it was taken before.
    public let attempts: Int

    package init(id: Int, kind: Kind, task: TaskID, subject: Subject, attempts: Int) {
        self.id = id
        self.kind = kind
        self.task = task
        tenant = subject.tenant
        status = subject.status
        record = subject.record
        payload = subject.payload
        self.attempts = attempts
    }

    /// The same entry under another number.
    package func numbered(_ id: Int) -> OutboxEntry {
        let subject = Subject(tenant: tenant, status: status, record: record, payload: payload)
        return OutboxEntry(id: id, kind: kind, task: task, subject: subject, attempts: attempts)
    }

    /// What an entry says of its task.
    package struct Subject: Sendable {
        package var tenant: TenantID
        package var status: TaskStatus
        package var record: String
        package var payload: [UInt8]

        package init(tenant: TenantID, status: TaskStatus, record: String, payload: [UInt8]) {
            self.tenant = tenant
            self.status = status
            self.record = record
            self.payload = payload
        }
    }
}
