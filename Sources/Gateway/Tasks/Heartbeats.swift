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

/// Changes with heartbeats between them; ends with the changes.
///
/// - Parameters:
///   - events: The changes; what is missed of them for slowness is noted there.
///   - beats: The heartbeats.
///   - count: The newest changes and beats kept while nobody takes them.
/// - Returns: Both, in the order in which they come.
func merged(
    _ events: TaskEvents,
    _ beats: Heartbeats,
    keeping count: Int = TaskEventHub.taskBufferMax
) -> AsyncStream<StreamChange> {
    AsyncStream(bufferingPolicy: .bufferingNewest(count)) { continuation in
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                func tell(_ change: StreamChange) {
                    if case .dropped = continuation.yield(change) { events.noteLoss() }
                }
                group.addTask { await beats.run { tell(.beat) } }
                for await event in events { tell(.event(event)) }
                group.cancelAll()
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
    }
}
