// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue

/// Waits for tasks to end.
struct TaskWaiting {
    let parts: GatewayParts

    /// Returns when the task has ended or the time has passed, whichever is first.
    func end(of id: TaskID, within seconds: Int) async throws {
        guard seconds > 0 else { return }
        // Watched before it is looked at: an end in between is not missed.
        let events = parts.queue.events.events(of: id)
        guard let record = try await parts.queue.record(of: id), !record.state.status.isTerminal else { return }
        let clock = parts.clock
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await event in events where event.status.isTerminal { return } }
            group.addTask { try? await clock.sleep(for: .seconds(seconds)) }
            await group.next()
            group.cancelAll()
        }
    }
}
