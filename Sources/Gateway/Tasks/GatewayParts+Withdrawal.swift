// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue
internal import Storage

extension GatewayParts {
    /// Takes back the record of a task that was refused after all: it must not come back at the next start.
    func withdraw(_ object: ObjectID) async {
        do {
            try await store.withdraw(object)
        } catch {
            logger.error(
                "a refused task's record stays in the store and will run at the next start",
                metadata: ["record": "\(object)", "error": "\(error)"]
            )
        }
    }

    /// Takes a task back that is in the queue but not safe enough there to be accepted.
    func retract(_ id: TaskID) async {
        do throws(TaskQueueError) {
            _ = try await queue.cancel(id)
        } catch {
            logger.notice("a refused task may still run", metadata: ["task": "\(id)", "error": "\(error)"])
        }
    }
}
