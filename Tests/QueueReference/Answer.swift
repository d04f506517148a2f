// SPDX-License-Identifier: Apache-2.0

package import Queue

/// What a queue said to a step, comparable between backends.
package enum Answer: Hashable, Sendable {
    case enqueued(EnqueueResult)
    case claimed([LeasedTask])
    case renewed(Renewal)
    case settled(SettleResult)
    case canceled(CancelResult)
    case status(TaskStatus)
    case report(TickReport)
    case outbox([OutboxEntry])
    case delivered([DeliveryRecord])
    case workers([WorkerNotice])
    case turn(Duration?)
    case count([Int])
    case refused(TaskQueueError)
    case none
}
