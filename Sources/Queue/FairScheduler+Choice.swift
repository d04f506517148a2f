// SPDX-License-Identifier: Apache-2.0

extension FairScheduler {
    struct Choice {
        var task: WaitingTask
        var pass: Int
    }

    /// The least pass; a tie goes to the more urgent class, then to the lesser route.
    func choose(_ pool: WorkerPool) -> Choice? {
        let known = pools[pool] ?? Pool()
        var best: (pass: Int, flow: Flow)?
        for flow in pool.flows {
            guard lanes[flow]?.values.contains(where: \.isActive) == true else { continue }
            let pass = max(known.passes[flow] ?? 0, known.base)
            if best.map({ pass < $0.pass }) ?? true { best = (pass, flow) }
        }
        guard let best, let task = chooseTask(in: best.flow) else { return nil }
        return Choice(task: task, pass: best.pass)
    }

    /// The least virtual time; a tie goes to the lesser tenant.
    ///
    /// Of the tenant's tasks the oldest.
    private func chooseTask(in flow: Flow) -> WaitingTask? {
        let active = (lanes[flow] ?? [:]).filter(\.value.isActive)
        let first = active.min { ($0.value.virtualTime, $0.key) < ($1.value.virtualTime, $1.key) }
        return first?.value.waiting.min { $0.key < $1.key }?.value
    }

    /// Puts the difference to the estimate on the tenant's virtual time, never before the present.
    mutating func correct(_ task: WaitingTask, actual: Cost) {
        let flow = task.flow
        let present = virtualTimes[flow] ?? 0
        let share = share(of: task.tenant)
        let correction = share.advance(by: actual) - share.advance(by: task.cost)
        let charged = max(lanes[flow]?[task.tenant]?.virtualTime ?? 0, present)
        lanes[flow, default: [:]][task.tenant, default: Lane(virtualTime: 0)].virtualTime =
            max(charged + correction, present)
    }

    mutating func refresh(_ tenant: TenantID) {
        for flow in lanes.keys { refresh(tenant, in: flow) }
    }

    /// A lane takes part while it has work and its tenant has room; on joining it starts at the present.
    mutating func refresh(_ tenant: TenantID, in flow: Flow) {
        guard var lane = lanes[flow]?[tenant] else { return }
        let takesPart = !lane.waiting.isEmpty && (tenants[tenant] ?? Tenant()).hasRoom
        if takesPart, !lane.isActive { lane.virtualTime = max(lane.virtualTime, virtualTimes[flow] ?? 0) }
        lane.isActive = takesPart
        lanes[flow]?[tenant] = lane
    }
}
