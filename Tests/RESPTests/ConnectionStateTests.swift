// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import RESP

@Suite struct `A connection's state` {
    private typealias State = ConnectionState<String>

    /// A state that expectations can look at: they take no value that cannot be copied.
    private final class Held {
        private var state: State

        init(pendingMax: Int) { state = State(pendingMax: pendingMax) }

        func send(
            _ waiter: String,
            number: Int,
            reply: State.Reply = .value,
            timeout: State.Timeout? = nil
        ) -> RESPError? {
            state.send(waiter, number: number, reply: reply, timeout: timeout)
        }
        func receive(_ value: RESPValue) -> State.ReceiveAction { state.receive(value) }
        func cancel(_ number: Int) -> String? { state.cancel(number) }
        func overdue(at now: State.Instant) -> Duration? { state.overdue(at: now) }
        func drain() -> Bool { state.drain() }
        func end() -> [String] { state.end() }
        var isDrained: Bool { state.isDrained }
    }

    private func answered(_ action: State.ReceiveAction) -> String {
        switch action {
        case .answer(let waiter, let value): "\(waiter) \(value.text ?? value.number.map(String.init) ?? "…")"
        case .push(let elements): "push \(elements.count)"
        case .nothing: "nothing"
        case .closeOutOfStep: "close"
        }
    }

    @Test
    func `gives answers in the order of the commands`() {
        let state = Held(pendingMax: 10)
        for (number, name) in ["a", "b", "c"].enumerated() {
            #expect(state.send(name, number: number) == nil)
        }
        #expect(answered(state.receive(.integer(1))) == "a 1")
        #expect(answered(state.receive(.push([.simple("message"), .null]))) == "push 2")
        #expect(answered(state.receive(.integer(2))) == "b 2")
        #expect(answered(state.receive(.integer(3))) == "c 3")
        #expect(answered(state.receive(.integer(4))) == "close")
    }

    @Test
    func `passes over the answer of one who went away, and of no other`() {
        let state = Held(pendingMax: 10)
        for (number, name) in ["a", "b"].enumerated() { _ = state.send(name, number: number) }
        #expect(state.cancel(0) == "a")
        #expect(state.cancel(0) == nil)
        #expect(state.cancel(7) == nil)
        #expect(answered(state.receive(.integer(1))) == "nothing")
        #expect(answered(state.receive(.integer(2))) == "b 2")
        #expect(state.end() == [])
    }

    @Test
    func `refuses the command that is one too many`() {
        let state = Held(pendingMax: 2)
        #expect(state.send("a", number: 1) == nil)
        #expect(state.send("b", number: 2) == nil)
        #expect(state.send("c", number: 3) == .tooManyCommands(limit: 2))
        // One who went away still takes a place: its answer is yet to come.
        _ = state.cancel(1)
        #expect(state.send("c", number: 3) == .tooManyCommands(limit: 2))
        _ = state.receive(.null)
        #expect(state.send("c", number: 3) == nil)
    }

    @Test
    func `answers a subscription once every channel is confirmed, and passes messages on meanwhile`() {
        let state = Held(pendingMax: 10)
        _ = state.send("s", number: 1, reply: .pushes("subscribe", count: 2))
        #expect(answered(state.receive(.push([.simple("subscribe"), .simple("x")]))) == "nothing")
        #expect(answered(state.receive(.push([.simple("message"), .simple("x")]))) == "push 2")
        #expect(answered(state.receive(.push([.simple("subscribe"), .simple("y")]))) == "s …")
        #expect(answered(state.receive(.push([.simple("subscribe"), .simple("z")]))) == "push 2")
    }

    @Test
    func `answers a subscription that is refused with the refusal`() {
        let state = Held(pendingMax: 10)
        _ = state.send("s", number: 1, reply: .pushes("subscribe", count: 2))
        #expect(answered(state.receive(.simple("no"))) == "s no")
    }

    @Test
    func `is overdue once any command is`() {
        let start = ContinuousClock.now
        let state = Held(pendingMax: 10)
        _ = state.send("a", number: 1, timeout: .init(.seconds(9), from: start))
        _ = state.send("b", number: 2, timeout: .init(.seconds(2), from: start))
        _ = state.send("c", number: 3)
        #expect(state.overdue(at: start + .milliseconds(1999)) == nil)
        #expect(state.overdue(at: start + .seconds(2)) == .seconds(2))
        _ = state.receive(.null)
        _ = state.receive(.null)
        #expect(state.overdue(at: start + .seconds(100)) == nil)
    }

    @Test
    func `ends once all is answered when nobody wants more, and takes nothing from then on`() {
        let state = Held(pendingMax: 10)
        _ = state.send("a", number: 1)
        #expect(!state.isDrained)
        #expect(!state.drain())
        #expect(state.send("b", number: 2) == .closed)
        #expect(!state.isDrained)
        #expect(answered(state.receive(.integer(1))) == "a 1")
        #expect(state.isDrained)
        #expect(state.drain())
    }

    @Test
    func `tells everybody when it ends, once`() {
        let state = Held(pendingMax: 10)
        for (number, name) in ["a", "b", "c"].enumerated() { _ = state.send(name, number: number) }
        _ = state.cancel(1)
        #expect(state.end() == ["a", "c"])
        #expect(state.end() == [])
        #expect(state.send("d", number: 9) == .closed)
    }
}
