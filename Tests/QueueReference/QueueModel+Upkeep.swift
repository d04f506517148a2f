// SPDX-License-Identifier: Apache-2.0

package import Queue

extension QueueModel {
    package mutating func tick() -> TickReport {
        var report = TickReport()
        let gone = due { $0.state.status == .running ? $0.state.lease?.expires.milliseconds : nil }
            .prefix { $0.due < clock.now.milliseconds }.prefix(QueuePolicy.sweepMax)
        for item in gone { crash(item.entry) }
        let ready = due { $0.state.releaseAt?.milliseconds }
            .prefix { $0.due <= clock.now.milliseconds }.prefix(QueuePolicy.sweepMax)
        for var entry in ready.map(\.entry) {
            entry.state.release()
            tasks[entry.task.id] = entry
            scheduler.add(entry.waiting)
        }
        let late = due { $0.due?.milliseconds }.prefix { $0.due < wall.milliseconds }.prefix(QueuePolicy.sweepMax)
        for item in late { expire(item.entry) }
        let old = due { $0.retireAt?.milliseconds }
            .prefix { $0.due <= clock.now.milliseconds }.prefix(QueuePolicy.sweepMax)
        for item in old {
            tasks[item.entry.task.id] = nil
            if item.entry.task.route == .batch { marks[item.entry.task.id] = nil }
        }
        let told = retireDeliveries()
        report.expiredLeases = gone.count
        report.released = ready.count
        report.expiredTasks = late.count
        report.retired = old.count
        report.isPartial = [gone.count, ready.count, late.count, old.count, told].contains(QueuePolicy.sweepMax)
        return report
    }

    private func due(_ key: (TaskEntry) -> Int?) -> [(due: Int, entry: TaskEntry)] {
        tasks.values.compactMap { entry in key(entry).map { ($0, entry) } }
            .sorted { ($0.due, $0.entry.sequence) < ($1.due, $1.entry.sequence) }
    }

    package mutating func takeOutbox(limit: Int) -> [OutboxEntry] {
        let ready = outbox.values.filter { $0.due <= clock.now }
            .sorted { ($0.due.milliseconds, $0.id) < ($1.due.milliseconds, $1.id) }
        return ready.prefix(limit).map { entry in
            outbox[entry.id]?.due = clock.now.advanced(by: policy.outboxLease)
            outbox[entry.id]?.attempts += 1
            return OutboxEntry(
                id: entry.id,
                kind: entry.kind,
                task: entry.task,
                subject: entry.subject,
                attempts: entry.attempts
            )
        }
    }

    package mutating func completeOutbox(_ id: Int) { outbox[id] = nil }

    package mutating func postponeOutbox(_ id: Int, by delay: Duration) {
        outbox[id]?.due = clock.now.advanced(by: delay)
    }

    package mutating func noteDelivery(_ content: [UInt8], of task: TaskID) -> DeliveryRecord {
        let own = deliveries(of: task)
        let record = DeliveryRecord(number: (own.last?.number ?? 0) + 1, content: content)
        guard tasks[task]?.state.isErased != true else { return record }
        let retireAt = clock.now.advanced(by: policy.deliveryRetention)
        let id = (deliveries.last?.id ?? 0) + 1
        deliveries.append(Delivery(id: id, task: task, record: record, retireAt: retireAt))
        deliveries.removeAll { $0.task == task && $0.record.number <= record.number - policy.deliveriesPerTaskMax }
        return record
    }

    package func deliveries(of task: TaskID) -> [DeliveryRecord] {
        deliveries.filter { $0.task == task }.map(\.record)
    }

    package mutating func forgetDeliveries(of task: TaskID) { deliveries.removeAll { $0.task == task } }

    package mutating func markChild(_ index: Int, of batch: TaskID) -> Int {
        marks[batch, default: []].insert(index)
        return marks[batch]?.count ?? 0
    }

    private mutating func retireDeliveries() -> Int {
        let lastToGo = (deliveries.last?.id ?? 0) - policy.deliveriesMax
        let gone = deliveries.prefix(QueuePolicy.sweepMax).prefix { $0.id <= lastToGo || $0.retireAt <= clock.now }
        deliveries.removeFirst(gone.count)
        return gone.count
    }

    package func list(_ query: TaskQuery) -> TaskPage {
        let matching = tasks.values.filter { entry in
            (query.tenant.map { $0 == entry.task.tenant } ?? true)
                && (query.statuses.isEmpty || query.statuses.contains(entry.state.status))
                && (!query.deadLettersOnly || entry.state.isDeadLetter)
                && (query.cursor.map { entry.sequence < $0 } ?? true)
        }
        let page = matching.sorted { $0.sequence > $1.sequence }.prefix(min(max(query.limit, 1), 1000))
        let records = page.map { placed($0.record) }
        return TaskPage(tasks: records, next: page.count < matching.count ? page.last?.sequence : nil)
    }

    /// With what stands before it.
    package func placed(_ record: TaskRecord) -> TaskRecord {
        var record = record
        let task = WaitingTask(record.task, sequence: record.sequence)
        record.place = record.isWaiting ? scheduler.place(of: task) : nil
        return record
    }

    package mutating func setPaused(_ isPaused: Bool) { self.isPaused = isPaused }

    package mutating func setShare(_ share: TenantShare, of tenant: TenantID) {
        scheduler.setShare(share, of: tenant)
    }
}
