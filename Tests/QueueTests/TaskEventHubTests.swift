// SPDX-License-Identifier: Apache-2.0

import Queue
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The event hub` {
    private let task = TaskID(stored: "a")

    private func event(_ state: TaskState = TaskState()) -> TaskEvent {
        TaskEvent(task: task, tenant: TenantID("t"), state: state)
    }

    @Test func `keeps the newest changes for a slow watcher, and the last one always`() async {
        let hub = TaskEventHub()
        let events = hub.events(of: task)
        for _ in 0..<(TaskEventHub.taskBufferMax * 3) { hub.publish(event()) }
        var canceled = TaskState()
        _ = canceled.cancel()
        hub.publish(event(canceled))
        var statuses: [TaskStatus] = []
        for await event in events { statuses.append(event.status) }
        #expect(statuses.count == TaskEventHub.taskBufferMax)
        #expect(statuses.last == .canceled)
    }

    @Test func `forgets a watcher that leaves`() async {
        let hub = TaskEventHub()
        let events = hub.events(of: task)
        #expect(hub.watcherCount == 1)
        let watching = Task {
            for await _ in events {}
        }
        watching.cancel()
        await watching.value
        #expect(hub.watcherCount == 0)
    }

    @Test func `tells watchers of all what each task does`() async {
        let hub = TaskEventHub()
        let all = hub.events()
        hub.publish(event())
        var iterator = all.makeAsyncIterator()
        #expect(await iterator.next()?.task == task)
    }

    @Test func `a watcher that is too slow learns once that it missed changes`() async {
        let hub = TaskEventHub()
        let (all, other) = (hub.events(), hub.events())
        for _ in 0..<TaskEventHub.allBufferMax { hub.publish(event()) }
        #expect(!all.takeLoss())
        hub.publish(event())
        #expect(all.takeLoss())
        #expect(!all.takeLoss())
        other.noteLoss()
        #expect(other.takeLoss())
    }
}
