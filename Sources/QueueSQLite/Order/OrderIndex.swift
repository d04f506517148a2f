// SPDX-License-Identifier: Apache-2.0

import Queue

/// The order of ``FairScheduler`` for many waiting tasks: the same choices, in logarithmic time.
///
/// It holds a place and a cost for each waiting task; the tasks themselves are rows. Rebuilt from the rows when the
/// queue opens: virtual times then start anew, which shifts a tenant's share by one task at most.
struct OrderIndex {
    struct Lane {
        var virtualTime = 0
        var waiting = SortedLine()
        var isActive = false
    }

    /// A lane at the virtual time it had; stale once that has changed.
    struct Head: Comparable {
        var virtualTime: Int
        var tenant: TenantID

        static func < (left: Head, right: Head) -> Bool {
            (left.virtualTime, left.tenant) < (right.virtualTime, right.tenant)
        }
    }

    struct Lanes {
        var virtualTime = 0
        var byTenant: [TenantID: Lane] = [:]
        var heads = MinHeap<Head>()
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

    /// The next task and what taking it changes.
    struct Choice {
        var sequence: Int
        var cost: Cost
        var flow: Flow
        var tenant: TenantID
        var pool: WorkerPool
        var pass: Int
    }

    private var flows: [Flow: Lanes] = [:]
    private var pools: [WorkerPool: Pool] = [:]
    private var tenants: [TenantID: Tenant] = [:]

    mutating func add(_ task: WaitingTask) {
        let flow = task.flow
        let place = SortedLine.Place(sequence: task.sequence, cost: task.cost.units)
        flows[flow, default: Lanes()].byTenant[task.tenant, default: Lane()].waiting.insert(place)
        refresh(task.tenant, in: flow)
    }

    mutating func remove(_ task: WaitingTask) {
        let flow = task.flow
        flows[flow]?.byTenant[task.tenant]?.waiting.remove(task.sequence)
        refresh(task.tenant, in: flow)
    }

    /// The task that a worker of this pool gets next; only stale heads go.
    mutating func next(for pool: WorkerPool) -> Choice? {
        let known = pools[pool] ?? Pool()
        var best: Choice?
        for flow in pool.flows {
            guard let head = head(of: flow) else { continue }
            let pass = max(known.passes[flow] ?? 0, known.base)
            if let best, best.pass <= pass { continue }
            guard let place = flows[flow]?.byTenant[head.tenant]?.waiting.first else { continue }
            best = Choice(
                sequence: place.sequence,
                cost: Cost(place.cost),
                flow: flow,
                tenant: head.tenant,
                pool: pool,
                pass: pass
            )
        }
        return best
    }

    /// Takes the task that ``next(for:)`` chose and charges its tenant and class.
    mutating func take(_ choice: Choice) {
        let advance = share(of: choice.tenant).advance(by: choice.cost)
        if let start = flows[choice.flow]?.byTenant[choice.tenant]?.virtualTime {
            flows[choice.flow]?.virtualTime = start
            flows[choice.flow]?.byTenant[choice.tenant]?.virtualTime = start + advance
            flows[choice.flow]?.byTenant[choice.tenant]?.waiting.removeFirst()
        }
        let pass = choice.pass + choice.flow.priority.stride(of: choice.cost)
        pools[choice.pool, default: Pool()].base = choice.pass
        pools[choice.pool, default: Pool()].passes[choice.flow] = pass
        tenants[choice.tenant, default: Tenant()].running += 1
        refresh(choice.tenant)
        refresh(choice.tenant, in: choice.flow, hasMoved: true)
    }

    /// A task that was running before the index was built.
    mutating func noteRunning(_ tenant: TenantID) {
        tenants[tenant, default: Tenant()].running += 1
        refresh(tenant)
    }

    /// A task that was taken ended or went back; `actual` corrects what its tenant was charged.
    mutating func finish(_ task: WaitingTask, actual: Cost? = nil) {
        tenants[task.tenant, default: Tenant()].running -= 1
        if let actual { correct(task, actual: actual) }
        refresh(task.tenant)
    }

    /// How many tasks of a tenant wait in line or run.
    func taskCount(of tenant: TenantID) -> Int {
        let running = tenants[tenant]?.running ?? 0
        return flows.values.reduce(running) { $0 + ($1.byTenant[tenant]?.waiting.count ?? 0) }
    }

    /// What stands before a task.
    func place(of task: WaitingTask, queued: [PriorityClass: Int]) -> WaitingPlace {
        let lanes = flows[task.flow]?.byTenant ?? [:]
        let line = lanes[task.tenant]?.waiting ?? SortedLine()
        return WaitingPlace(
            priority: task.priority,
            before: line.count(before: task.sequence),
            line: line.count,
            tenants: lanes.values.count { $0.isActive },
            queued: PriorityClass.allCases.reduce(into: [:]) { $0[$1] = queued[$1, default: 0] }
        )
    }

    func share(of tenant: TenantID) -> TenantShare { tenants[tenant]?.share ?? TenantShare() }

    mutating func setShare(_ share: TenantShare, of tenant: TenantID) {
        tenants[tenant, default: Tenant()].share = share
        refresh(tenant)
    }

    /// Forgets lanes and tenants that a new one would not differ from.
    mutating func sweep() {
        for (flow, lanes) in flows {
            let kept = lanes.byTenant.filter { !$0.value.waiting.isEmpty || $0.value.virtualTime > lanes.virtualTime }
            if kept.count < lanes.byTenant.count { flows[flow]?.byTenant = kept }
        }
        let kept = tenants.filter { $0.value.running != 0 || $0.value.share != TenantShare() }
        if kept.count < tenants.count { tenants = kept }
    }

    private mutating func head(of flow: Flow) -> Head? {
        while let head = flows[flow]?.heads.first {
            if let lane = flows[flow]?.byTenant[head.tenant], lane.isActive, lane.virtualTime == head.virtualTime {
                return head
            }
            flows[flow]?.heads.removeFirst()
        }
        return nil
    }

    private mutating func correct(_ task: WaitingTask, actual: Cost) {
        let flow = task.flow
        let share = share(of: task.tenant)
        let correction = share.advance(by: actual) - share.advance(by: task.cost)
        let present = flows[flow]?.virtualTime ?? 0
        let charged = max(flows[flow]?.byTenant[task.tenant]?.virtualTime ?? 0, present)
        flows[flow, default: Lanes()].byTenant[task.tenant, default: Lane()].virtualTime =
            max(charged + correction, present)
        refresh(task.tenant, in: flow, hasMoved: true)
    }

    private mutating func refresh(_ tenant: TenantID) {
        for flow in flows.keys { refresh(tenant, in: flow) }
    }

    /// A lane takes part while it has work and its tenant has room; on joining it starts at the present.
    private mutating func refresh(_ tenant: TenantID, in flow: Flow, hasMoved: Bool = false) {
        guard var lane = flows[flow]?.byTenant[tenant] else { return }
        let takesPart = !lane.waiting.isEmpty && (tenants[tenant] ?? Tenant()).hasRoom
        let joins = takesPart && !lane.isActive
        if joins { lane.virtualTime = max(lane.virtualTime, flows[flow]?.virtualTime ?? 0) }
        lane.isActive = takesPart
        flows[flow]?.byTenant[tenant]?.virtualTime = lane.virtualTime
        flows[flow]?.byTenant[tenant]?.isActive = takesPart
        if takesPart, joins || hasMoved {
            flows[flow]?.heads.insert(Head(virtualTime: lane.virtualTime, tenant: tenant))
        }
    }
}
