// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

extension FusionTask {
    /// The route of tasks for the mesh engine, which every worker has.
    static let meshRoute = Queue.Route("mesh")

    /// The queue's entry for an accepted task.
    ///
    /// - Parameters:
    ///   - accepted: What was accepted.
    ///   - request: Its request.
    ///   - object: Its accept record.
    ///   - now: Deadlines run from the acceptance: what has passed until now of them is gone.
    /// - Throws: `internal` when the record names no task.
    init(_ accepted: AcceptedTask, _ request: TaskRequest, object: ObjectID, now: Timestamp) throws(Problem) {
        guard let id = TaskID(accepted.id) else {
            throw Problem(.internalFault, "the record of an accepted task has no task's name")
        }
        self.init(
            id: id,
            owner: TaskOwner(tenant: TenantID(accepted.tenant), priority: request.priorityClass),
            work: TaskWork(
                kind: request.kind,
                route: request.kind == .batch ? .batch : Self.meshRoute,
                cost: Cost(request.costEstimate)
            ),
            schedule: TaskSchedule(
                created: WallTime(milliseconds: Int(accepted.createdAt.milliseconds)),
                deadlines: accepted.replayOf == nil
                    ? request.deadlines.after(.milliseconds(max(0, now.milliseconds - accepted.createdAt.milliseconds)))
                    : TaskDeadlines()
            ),
            payload: TaskPayload(
                request: accepted.request,
                record: object.description,
                storedBytes: request.storedByteCount + accepted.request.count,
                digest: request.contentDigest,
                webhook: accepted.child?.recorded ?? request.webhook?.recorded
            ),
            replayOf: accepted.replayOf.flatMap { TaskID($0) }
        )
    }
}

extension TaskRequest {
    fileprivate var kind: TaskKind {
        switch self {
        case .fusion: .fusion
        case .detection: .detection
        case .batch: .batch
        }
    }

    /// A search for faces is small and somebody waits for it.
    fileprivate var priorityClass: PriorityClass {
        switch self {
        case .fusion(let request): PriorityClass(request.options.priority)
        case .detection: .normal
        case .batch(let request): PriorityClass(request.options.priority)
        }
    }

    fileprivate var deadlines: TaskDeadlines {
        switch self {
        case .fusion(let request):
            TaskDeadlines(
                start: request.options.startDeadlineSeconds.map { .seconds($0) },
                total: request.options.totalDeadlineSeconds.map { .seconds($0) }
            )
        case .detection, .batch: TaskDeadlines()
        }
    }

    fileprivate var storedByteCount: Int {
        switch self {
        case .fusion(let request): request.sources.joined().reduce(request.target.bytes) { $0 + $1.bytes }
        case .detection(let request): request.image.bytes
        case .batch: 0
        }
    }

    fileprivate var webhook: WebhookSubscription? {
        switch self {
        case .fusion(let request): request.webhook
        case .detection: nil
        case .batch(let request): request.webhook
        }
    }
}

extension TaskDeadlines {
    /// What is left of them.
    fileprivate func after(_ time: Duration) -> TaskDeadlines {
        TaskDeadlines(start: start.map { max(.zero, $0 - time) }, total: total.map { max(.zero, $0 - time) })
    }
}

extension PriorityClass {
    fileprivate init(_ priority: Priority) {
        self =
            switch priority {
            case .vip: .vip
            case .normal: .normal
            case .bulk: .bulk
            }
    }
}
