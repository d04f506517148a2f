// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue

/// Takes one task through its stages: measures them, tells how far it is, and asks between two whether to go on.
final class StageRecorder {
    /// What each stage took; those that come again add up.
    private(set) var timings: [TaskView.Timing] = []
    /// The task and its lease.
    let hold: LeaseHold
    private let observer: WorkerObserver
    private let progress: ProgressRelay
    private let clock: WorkerClock
    private var current: (stage: Stage, since: WorkerClock.Instant)?
    private var fraction = 0.0

    init(_ hold: LeaseHold, observer: WorkerObserver, progress: ProgressRelay, clock: WorkerClock) {
        self.hold = hold
        self.observer = observer
        self.progress = progress
        self.clock = clock
    }

    /// Ends the stage before and begins the next one.
    ///
    /// - Throws: The reason not to go on, if there is one.
    func begin(_ stage: Stage) throws(Interruption) {
        end()
        try hold.check()
        // A second photo is fetched after the first was analysed; a bar never runs backwards.
        fraction = max(fraction, stage.fraction)
        progress.tell(TaskProgress(stage: stage.rawValue, fraction: fraction), of: hold)
        current = (stage, clock.now)
    }

    /// Ends the current stage.
    func end() {
        guard let (stage, since) = current else { return }
        current = nil
        note(stage.rawValue, since.duration(to: clock.now))
    }

    /// Ends the current stage, told in parts that somebody else measured.
    func end(as parts: [(stage: String, duration: Duration)]) {
        current = nil
        for part in parts { note(part.stage, part.duration) }
    }

    /// Measures from now on whatever is no stage.
    func stopwatch() -> () -> Duration {
        let start = clock.now
        return { start.duration(to: self.clock.now) }
    }

    /// Notes something that was measured elsewhere.
    func note(_ name: String, _ duration: Duration) {
        observer.stage(name, duration)
        let milliseconds = duration / .milliseconds(1)
        if let place = timings.firstIndex(where: { $0.stage == name }) {
            timings[place].milliseconds += milliseconds
        } else {
            timings.append(TaskView.Timing(stage: name, milliseconds: milliseconds))
        }
    }

    /// Tells whether a cache had what was wanted.
    func noteCache(_ name: String, hit: Bool) {
        observer.cache(name, hit)
        if hit { note("\(name)_cached", .zero) }
    }
}
