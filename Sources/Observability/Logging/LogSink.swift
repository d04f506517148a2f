// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Logging
import Synchronization

/// A bounded buffer of lines and the thread that writes them.
///
/// Whoever logs copies a finished line under a lock and goes on; a reader that stalls costs lines, never time. What
/// did not fit is counted and reported by a line of its own. Lines never mix: one thread writes, and a write holds
/// whole lines, together no more than a pipe takes at once.
public final class LogSink: Sendable {
    private struct State {
        var lines: [UInt8] = []
        var isWriterAwake = false
        var isClosed = false
        /// Lines dropped since the last report.
        var unreportedCount = 0
        var droppedCount = 0
        var waiters: [DispatchSemaphore] = []
    }

    private let state: Mutex<State>
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let output: LineOutput
    private let byteCountMax: Int
    private let report: @Sendable (Int) -> [UInt8]

    /// A sink that writes to an open file, pipe or terminal and leaves it open.
    ///
    /// Its thread lives until ``close(within:)``.
    ///
    /// - Parameters:
    ///   - descriptor: What is written to; 2 is standard error.
    ///   - format: How lost lines are reported.
    ///   - byteCountMax: How many bytes may wait; twice as many are taken.
    ///   - now: The wall clock.
    public init(
        descriptor: Int32,
        format: any LogLineFormat.Type,
        byteCountMax: Int = 1 << 20,
        now: @escaping @Sendable () -> UnixTime = UnixTime.now
    ) {
        precondition(byteCountMax >= LogLine.byteCountMax, "the buffer holds at least one line")
        var first = State()
        first.lines.reserveCapacity(byteCountMax)
        state = Mutex(first)
        output = LineOutput(descriptor: descriptor)
        self.byteCountMax = byteCountMax
        report = { count in
            format.line(
                of: LogRecord(
                    time: now(),
                    level: .warning,
                    label: "log",
                    message: "lines of this log were dropped, since its reader did not keep up",
                    metadata: ["dropped": .stringConvertible(count)]
                )
            )
        }
        startThread(named: "log") { self.write() }
    }

    /// Takes a line, its line feed included, or counts it as dropped.
    public func accept(_ line: [UInt8]) {
        let wakesWriter = state.withLock { state in
            guard !state.isClosed && state.lines.count + line.count <= byteCountMax else {
                state.droppedCount += 1
                state.unreportedCount += 1
                return false
            }
            state.lines.append(contentsOf: line)
            defer { state.isWriterAwake = true }
            return !state.isWriterAwake
        }
        if wakesWriter { wake.signal() }
    }

    /// Lines that never reached a reader, since the start.
    public var droppedLineCount: Int { state.withLock { $0.droppedCount } }

    /// Waits until every line accepted so far is written; for the end of the process and for tests.
    ///
    /// Blocks the calling thread.
    ///
    /// - Parameter limit: How long to wait for a reader that stalls.
    /// - Returns: Whether all is written.
    @discardableResult
    public func flush(within limit: Duration) -> Bool {
        let done = DispatchSemaphore(value: 0)
        let (mustWait, wakesWriter) = state.withLock { state in
            guard !state.isClosed, state.isWriterAwake || state.unreportedCount > 0 else { return (false, false) }
            state.waiters.append(done)
            defer { state.isWriterAwake = true }
            return (true, !state.isWriterAwake)
        }
        if wakesWriter { wake.signal() }
        return !mustWait || done.wait(timeout: .now() + limit.dispatchInterval) == .success
    }

    /// Writes what is there and ends the thread; later lines are dropped.
    ///
    /// - Parameter limit: How long to wait for a reader that stalls.
    /// - Returns: Whether all is written.
    @discardableResult
    public func close(within limit: Duration) -> Bool {
        let (isFirst, wakesWriter) = state.withLock { state in
            defer {
                state.isClosed = true
                state.isWriterAwake = true
            }
            return (!state.isClosed, !state.isWriterAwake)
        }
        guard isFirst else { return true }
        if wakesWriter { wake.signal() }
        return ended.wait(timeout: .now() + limit.dispatchInterval) == .success
    }

    /// The thread: writes batches until there are none, then waits.
    private func write() {
        var batch = Batch()
        batch.lines.reserveCapacity(byteCountMax)
        repeat {
            wake.wait()
            while takeBatch(&batch) {
                var lostCount = output.write(batch.lines)
                if batch.droppedCount > 0 { lostCount += output.write(report(batch.droppedCount)) }
                if lostCount > 0 { state.withLock { $0.droppedCount += lostCount } }
                for waiter in batch.waiters { waiter.signal() }
            }
        } while !batch.isLast
        ended.signal()
    }

    private struct Batch {
        var lines: [UInt8] = []
        var waiters: [DispatchSemaphore] = []
        var droppedCount = 0
        var isLast = false
    }

    /// Takes everything that waits; when nothing does, notes that the writer sleeps.
    private func takeBatch(_ batch: inout Batch) -> Bool {
        batch.lines.removeAll(keepingCapacity: true)
        return state.withLock { state in
            swap(&batch.lines, &state.lines)
            batch.waiters = state.waiters
            batch.droppedCount = state.unreportedCount
            batch.isLast = state.isClosed
            state.waiters = []
            state.unreportedCount = 0
            state.isWriterAwake = !batch.lines.isEmpty || !batch.waiters.isEmpty || batch.droppedCount > 0
            return state.isWriterAwake
        }
    }
}

extension Duration {
    /// For Dispatch, which counts nanoseconds; what is longer than it can say becomes the longest that it can.
    fileprivate var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = components
        guard seconds < Int64.max / 1_000_000_000 else { return .never }
        return .nanoseconds(Int(seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
    }
}
