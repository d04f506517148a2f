// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// Lists a tenant's fusions, newest first: those of the queue and those that it has forgotten, merged by their age.
struct TaskListing {
    /// Which tasks.
    struct Filter {
        var status: FusionStatus?
        var limit: Int
    }

    let parts: GatewayParts
    let tenant: String
    let filter: Filter

    private struct Item {
        var createdAt: Int64
        var json: [UInt8]
        /// Where the list that it came from goes on behind it.
        var queue: Int?
        var archive: String?
    }

    /// A page behind a place; its tasks as JSON, and where the next one begins, `nil` at the end.
    func page(behind cursor: TaskCursor?) async throws -> ([[UInt8]], TaskCursor?) {
        let present = try await queued(behind: cursor?.queue)
        let archived = try await archived(behind: cursor?.archive)
        var items: [Item] = []
        var (first, second) = (present.items[...], archived.items[...])
        while items.count < filter.limit {
            guard let newer = first.first, newer.createdAt >= second.first?.createdAt ?? .min else {
                guard let item = second.popFirst() else { break }
                items.append(item)
                continue
            }
            items.append(first.removeFirst())
        }
        let isLast = first.isEmpty && second.isEmpty && present.isLast && archived.isLast
        guard !isLast else { return (items.map(\.json), nil) }
        let queue = items.last { $0.queue != nil }?.queue ?? (items.isEmpty ? present.next : cursor?.queue)
        let archive = items.last { $0.archive != nil }?.archive ?? (items.isEmpty ? archived.next : cursor?.archive)
        return (items.map(\.json), TaskCursor(queue: queue, archive: archive))
    }

    private struct Part {
        var items: [Item] = []
        var isLast = false
        var next: Int?
    }

    private struct ArchivedPart {
        var items: [Item] = []
        var isLast = false
        var next: String?
    }

    private func queued(behind cursor: Int?) async throws -> Part {
        var part = Part(next: cursor)
        var query = TaskQuery(tenant: TenantID(tenant))
        query.statuses = filter.status.map(Self.statuses) ?? []
        query.limit = filter.limit
        // Searches for faces stand in the queue too, so a page may have to be filled from several.
        while part.items.count < filter.limit {
            query.cursor = part.next
            let page = try await parts.queue.list(query)
            let shown = page.tasks.filter { $0.task.kind == .fusion && !$0.state.isErased }
            part.items += try await concurrently(shown) { record in
                let json = try await TaskPresenter(parts: parts).view(of: record).json
                let created = Int64(record.task.created.milliseconds)
                return Item(createdAt: created, json: json, queue: record.sequence, archive: nil)
            }
            part.next = page.next
            guard page.next != nil else {
                part.isLast = true
                return part
            }
        }
        return part
    }

    private func archived(behind cursor: String?) async throws -> ArchivedPart {
        var part = ArchivedPart(next: cursor)
        let prefix = TenantPrefix(tenant)
        while part.items.count < filter.limit {
            let page = try await parts.store.finalRecords(
                of: prefix,
                status: filter.status?.rawValue,
                before: part.next.flatMap(FinalRecordCursor.init),
                limit: filter.limit
            )
            for record in page.records {
                let task = try ArchivedTask(recorded: record.json)
                // What the queue still has was listed from there.
                guard try !task.isBatch, case .string(let name)? = try task.member("id"), let id = TaskID(name),
                    try await parts.queue.record(of: id) == nil
                else { continue }
                let place = FinalRecordCursor(behind: record).description
                part.items.append(
                    Item(createdAt: record.createdAtMilliseconds, json: task.json, queue: nil, archive: place)
                )
            }
            part.next = page.next?.description
            guard page.next != nil else {
                part.isLast = true
                return part
            }
        }
        return part
    }

    private static func statuses(_ status: FusionStatus) -> Set<Queue.TaskStatus> {
        Set(Queue.TaskStatus.allCases.filter { FusionStatus($0) == status })
    }
}
