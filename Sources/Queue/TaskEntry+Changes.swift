// SPDX-License-Identifier: Apache-2.0

extension TaskEntry {
    /// A worker takes it.
    package mutating func start(_ lease: Lease, worker: WorkerID, at moment: Moment) -> LeasedTask {
        state.start(lease)
        history.started = moment.wall
        self.worker = worker
        let remaining = totalDue.map { Duration.milliseconds($0.milliseconds - moment.wall.milliseconds) }
        return LeasedTask(task: task, state: state, lease: lease, remaining: remaining)
    }

    /// Its worker ends the hold; the route changes only after what was charged is settled, by ``reroute(after:)``.
    package mutating func settle(
        _ outcome: TaskOutcome,
        by lease: LeaseID,
        at moment: Moment,
        _ policy: QueuePolicy
    ) -> SettleResult {
        let result = state.settle(outcome, by: lease, in: context(at: moment, policy))
        if case .settled = result { history.note(outcome, state: state) }
        return result
    }

    /// Sends what did not fit to the route that has more memory.
    package mutating func reroute(after outcome: TaskOutcome) {
        if case .failed(let failure) = outcome, case .outOfMemory(next: let route?) = failure.retry,
            !state.status.isTerminal
        {
            task.route = route
        }
    }

    /// Its lease expired, or its process is gone.
    package mutating func crash(at moment: Moment, _ policy: QueuePolicy) {
        state.crash(in: context(at: moment, policy))
        if state.isDeadLetter { history.note(.failed(.crashed), state: state) }
    }

    /// It has just become terminal: how long it stays, and what of it.
    package mutating func conclude(at moment: Moment, _ policy: QueuePolicy) {
        precondition(state.status.isTerminal, "only a terminal task is concluded")
        history.ended = moment.wall
        worker = nil
        retire(at: moment, policy)
    }

    /// Marks it erased; a terminal one forgets what it said of its pictures.
    package mutating func erase(at moment: Moment, _ policy: QueuePolicy) {
        state.erase()
        if state.status.isTerminal { retire(at: moment, policy) }
    }

    /// A new task has taken the dead letter's place.
    package mutating func replaced(at moment: Moment, _ policy: QueuePolicy) {
        state.replay()
        retire(at: moment, policy)
    }

    /// When the inputs of a task that has just ended are to be removed.
    package func removalDue(at moment: Moment, _ policy: QueuePolicy) -> ShardTime {
        if state.isErased { return moment.shard }
        return moment.shard.advanced(by: state.isDeadLetter ? policy.deadLetterRetention : policy.inputRetention)
    }

    private mutating func retire(at moment: Moment, _ policy: QueuePolicy) {
        let stay = state.isDeadLetter ? policy.deadLetterRetention : policy.terminalRetention
        retireAt = moment.shard.advanced(by: stay)
        // A dead letter's request is what a replay repeats.
        if !state.isDeadLetter { task.payload.request = [] }
        if state.isErased {
            history.result = nil
            history.error = []
        }
    }
}
