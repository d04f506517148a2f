// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// What one connection is doing: which commands wait for their answers, in order.
///
/// Knows no socket and no clock; each step says what is to be done about it. `Waiter` is whoever wants an answer.
struct ConnectionState<Waiter>: ~Copyable {
    /// What a command is answered with.
    enum Reply: Sendable {
        /// One value.
        case value
        /// As many pushes of one kind: how RESP3 answers `SUBSCRIBE` and its like.
        case pushes(String, count: Int)
    }

    private struct Pending {
        let number: Int
        /// `nil` once it went away; its answer is passed over.
        var waiter: Waiter?
        var reply: Reply
        let timeout: Timeout?
    }

    /// How long a command may take, and when that is over.
    struct Timeout: Sendable {
        let duration: Duration
        let deadline: Instant

        init(_ duration: Duration, from now: Instant) {
            self.duration = duration
            deadline = now + duration
        }
    }

    /// Any time that only grows.
    typealias Instant = ContinuousClock.Instant

    private enum Phase {
        case open
        /// Takes no more commands, ends once all are answered.
        case draining
        case closed
    }

    private let pendingMax: Int
    private var phase = Phase.open
    private var pending = Deque<Pending>()

    /// An open connection on which so many commands may wait.
    init(pendingMax: Int) { self.pendingMax = pendingMax }

    /// A command is to be sent.
    ///
    /// - Parameters:
    ///   - waiter: Who wants the answer.
    ///   - number: By which it can be canceled; used once.
    ///   - reply: What it is answered with.
    ///   - timeout: When it has waited too long.
    /// - Returns: Why it is not to be written; `nil` where it is.
    mutating func send(_ waiter: Waiter, number: Int, reply: Reply = .value, timeout: Timeout?) -> RESPError? {
        guard phase == .open else { return .closed }
        guard pending.count < pendingMax else { return .tooManyCommands(limit: pendingMax) }
        pending.append(Pending(number: number, waiter: waiter, reply: reply, timeout: timeout))
        return nil
    }

    /// What is to be done about a value that came.
    enum ReceiveAction {
        /// Give the waiter its answer.
        case answer(Waiter, RESPValue)
        /// Pass on what nobody asked for.
        case push([RESPValue])
        /// A part of an answer, or one that nobody wants any more.
        case nothing
        /// Nobody waits for anything: the stream is out of step and must end.
        case closeOutOfStep
    }

    /// A value came.
    mutating func receive(_ value: RESPValue) -> ReceiveAction {
        if case .push(let elements) = value { return receive(push: elements) }
        guard let first = pending.popFirst() else { return .closeOutOfStep }
        return first.waiter.map { .answer($0, value) } ?? .nothing
    }

    private mutating func receive(push elements: [RESPValue]) -> ReceiveAction {
        guard let first = pending.first, case .pushes(let kind, let count) = first.reply,
            elements.first?.text == kind
        else { return .push(elements) }
        guard count <= 1 else {
            pending[0].reply = .pushes(kind, count: count - 1)
            return .nothing
        }
        pending.removeFirst()
        return first.waiter.map { .answer($0, .push(elements)) } ?? .nothing
    }

    /// A waiter goes away.
    ///
    /// - Returns: The waiter, if it was still waiting.
    mutating func cancel(_ number: Int) -> Waiter? {
        guard let place = pending.firstIndex(where: { $0.number == number }) else { return nil }
        return pending[place].waiter.take()
    }

    /// How long a command has waited in vain, so that the connection is of no use: answers come in order.
    func overdue(at now: Instant) -> Duration? {
        pending.lazy.compactMap(\.timeout).first { $0.deadline <= now }?.duration
    }

    /// The owner wants no more.
    ///
    /// - Returns: Whether the connection can be closed at once.
    mutating func drain() -> Bool {
        if phase == .open { phase = .draining }
        return pending.isEmpty
    }

    /// Whether the owner wants no more and all is answered.
    var isDrained: Bool { phase == .draining && pending.isEmpty }

    /// The connection has ended.
    ///
    /// - Returns: Everybody who will get no answer.
    mutating func end() -> [Waiter] {
        phase = .closed
        let waiters = pending.compactMap(\.waiter)
        pending.removeAll()
        return waiters
    }
}
