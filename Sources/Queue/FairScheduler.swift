// SPDX-License-Identifier: Apache-2.0

/// The order in which waiting tasks run: the pure reference that every backend must agree with, task by task.
///
/// Three steps choose a task. *Class*: stride scheduling by weight over the routes and classes that a pool of workers
/// takes on; each pool has passes of its own, because passes of different pools do not compare.
/// *Tenant*: start-time fair queuing by virtual time inside a route and class, in cost units over the tenant's
/// weight; whoever was idle or at its cap starts at the present and saves up no credit. *Task*: the oldest.
///
/// All numbers are whole, so that every backend computes the same ones. Written to be read, not to be fast: choosing
/// looks at every tenant.
/// Source: Waldspurger 1995, MIT/LCS/TM-528 (stride); Goyal, Vin and Cheng 1996, SIGCOMM (start-time fair queuing).
public struct FairScheduler: Sendable {
    struct Lane {
        var virtualTime: Int
        var waiting: [Int: WaitingTask] = [:]
        var isActive = false
    }

    struct Pool {
        var base = 0
        var passes: [Flow: Int] = [:]
    }

    struct Tenant {
        var share = TenantShare()
        var running = 0

        var hasRoom: Bool { share.runningMax.map { running < $0 } ?? true }
    }

    var virtualTimes: [Flow: Int] = [:]
    var lanes: [Flow: [TenantID: Lane]] = [:]
    var pools: [WorkerPool: Pool] = [:]
    var tenants: [TenantID: Tenant] = [:]

    /// A scheduler with nothing waiting.
    public init() {}

    /// A task starts to wait.
    public mutating func add(_ task: WaitingTask) {
        let flow = task.flow
        lanes[flow, default: [:]][task.tenant, default: Lane(virtualTime: 0)].waiting[task.sequence] = task
        refresh(task.tenant, in: flow)
    }

    /// A waiting task leaves without running.
    public mutating func remove(_ task: WaitingTask) {
        let flow = task.flow
        lanes[flow]?[task.tenant]?.waiting[task.sequence] = nil
        refresh(task.tenant, in: flow)
    }

    /// The task that a worker of this pool gets next; nothing changes.
    public func next(for pool: WorkerPool) -> WaitingTask? { choose(pool)?.task }

    /// Takes the next task and charges its tenant and class.
    public mutating func take(for pool: WorkerPool) -> WaitingTask? {
        guard let choice = choose(pool) else { return nil }
        let task = choice.task
        let flow = task.flow
        let start = lanes[flow]?[task.tenant]?.virtualTime ?? 0
        virtualTimes[flow] = start
        let charge = share(of: task.tenant).advance(by: task.cost)
        lanes[flow]?[task.tenant]?.virtualTime = start + charge
        lanes[flow]?[task.tenant]?.waiting[task.sequence] = nil
        pools[pool, default: Pool()].base = choice.pass
        pools[pool, default: Pool()].passes[flow] = choice.pass + task.priority.stride(of: task.cost)
        tenants[task.tenant, default: Tenant()].running += 1
        refresh(task.tenant)
        return task
    }

    /// A task that was taken ended or went back; `actual` corrects what its tenant was charged.
    public mutating func finish(_ task: WaitingTask, actual: Cost? = nil) {
        tenants[task.tenant, default: Tenant()].running -= 1
        if let actual { correct(task, actual: actual) }
        refresh(task.tenant)
    }

    /// What stands before a task.
    public func place(of task: WaitingTask) -> WaitingPlace {
        let line = lanes[task.flow]?[task.tenant]?.waiting ?? [:]
        var place = WaitingPlace(
            priority: task.priority,
            before: line.keys.count { $0 < task.sequence },
            line: line.count,
            tenants: (lanes[task.flow] ?? [:]).values.count { $0.isActive },
            queued: PriorityClass.allCases.reduce(into: [:]) { $0[$1] = 0 }
        )
        for (flow, byTenant) in lanes {
            place.queued[flow.priority, default: 0] += byTenant.values.reduce(0) { $0 + $1.waiting.count }
        }
        return place
    }

    /// What the tenant gets.
    public func share(of tenant: TenantID) -> TenantShare { tenants[tenant]?.share ?? TenantShare() }

    /// The shares that were given; for a scheduler that starts anew.
    package var shares: [TenantID: TenantShare] { tenants.mapValues(\.share) }
    /// What each tenant is counted to run; for the simulation.
    package var runningCounts: [TenantID: Int] { tenants.mapValues(\.running) }

    /// Gives a tenant another share.
    public mutating func setShare(_ share: TenantShare, of tenant: TenantID) {
        tenants[tenant, default: Tenant()].share = share
        refresh(tenant)
    }
}

extension PriorityClass {
    /// How far a task of this cost advances its class's pass.
    package func stride(of cost: Cost) -> Int { cost.units * PriorityClass.vip.weight / weight }
}
