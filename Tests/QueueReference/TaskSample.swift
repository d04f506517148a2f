// SPDX-License-Identifier: Apache-2.0

public import Queue

/// Tasks for tests: everything that does not matter is the same.
public enum TaskSample {
    /// The route that samples have unless they name another.
    public static let route = Route("cpu")

    /// A task with a name.
    public static func task(
        _ name: String,
        tenant: String = "default",
        work: TaskWork? = nil,
        priority: PriorityClass = .normal,
        deadlines: TaskDeadlines = TaskDeadlines()
    ) -> FusionTask {
        let request = Array("{\"task\":\"\(name)\"}".utf8)
        return FusionTask(
            id: TaskID(stored: name),
            owner: TaskOwner(tenant: TenantID(tenant), priority: priority),
            work: work ?? TaskWork(kind: .fusion, route: route, cost: Cost(100)),
            schedule: TaskSchedule(created: WallTime(milliseconds: 1_800_000_000_000), deadlines: deadlines),
            payload: TaskPayload(
                request: request,
                record: "\(tenant)/\(name)",
                storedBytes: 1000,
                digest: Array(name.utf8)
            )
        )
    }

    /// Work of a cost.
    public static func work(cost: Int, route: Route = route) -> TaskWork {
        TaskWork(kind: .fusion, route: route, cost: Cost(cost))
    }
}
