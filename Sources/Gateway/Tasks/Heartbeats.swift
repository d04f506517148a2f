// SPDX-License-Identifier: Apache-2.0

internal import Queue

/// What an event stream waits for.
enum StreamChange: Sendable {
    case event(TaskEvent)
    case beat
}

/// Ticks at an interval.
struct Heartbeats: Sendable {
    private let interval: Duration
    private let clock: any Clock<Duration>

    /// A tick after every interval.
    init(every interval: Duration, clock: any Clock<Duration>) {
        self.interval = interval
        self.clock = clock
    }

    /// Ticks until canceled.
    func run(_ tick: () -> Void) async {
        while (try? await clock.sleep(for: interval)) != nil { tick() }
    }
}

/// A task's changes with heartbeats between them; ends with the changes.
func merged(_ events: TaskEvents, _ beats: Heartbeats) -> AsyncStream<StreamChange> {
    AsyncStream(bufferingPolicy: .bufferingNewest(TaskEventHub.taskBufferMax)) { continuation in
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await beats.run { continuation.yield(.beat) } }
                for await event in events { continuation.yield(.event(event)) }
                group.cancelAll()
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
    }
}
