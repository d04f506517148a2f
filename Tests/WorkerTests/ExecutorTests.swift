// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Testing

@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `The slots' threads` {
    /// Asynchronous code that says nothing of where it runs.
    private struct Plain {
        let executor: SlotExecutor

        func step() async -> Bool { executor.isCurrent }

        func steps() async -> [Bool] {
            var places = [executor.isCurrent]
            await Task.yield()
            places.append(await step())
            await withTaskGroup(of: Bool.self) { group in
                group.addTask { await step() }
                for await place in group { places.append(place) }
            }
            places.append(executor.isCurrent)
            return places
        }
    }

    @Test func `keep plain asynchronous code that a slot calls`() async {
        let executor = SlotExecutor(threadCount: 2)
        let places = await withTaskGroup(of: [Bool].self) { group in
            group.addTask(executorPreference: executor) { await Plain(executor: executor).steps() }
            return await group.next() ?? []
        }
        #expect(places == [true, true, true, true])
        #expect(!executor.isCurrent)
    }

    @Test func `run as many blocking tasks at once as there are slots, and no more`() async {
        let executor = SlotExecutor(threadCount: 3)
        let (running, most) = (Counter(), Collected<Int>())
        let everybody = DispatchSemaphore(value: 0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask(executorPreference: executor) {
                    running.add()
                    // Only when all three block at the same time does anyone go on.
                    if running.value == 3 { for _ in 0..<3 { everybody.signal() } }
                    Self.block(everybody)
                }
            }
        }
        let gate = DispatchSemaphore(value: 0)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask(executorPreference: executor) {
                    most.add(number)
                    Self.block(gate)
                }
            }
            await until { most.all.count >= 3 }
            #expect(most.all.count == 3)
            for _ in 0..<4 { gate.signal() }
        }
        #expect(most.all.count == 4)
    }

    /// `DispatchSemaphore.wait` is not available in asynchronous code, for good reason; here blocking is the point.
    private static func block(_ semaphore: DispatchSemaphore) { semaphore.wait() }
}

@Suite(.timeLimit(.minutes(1))) struct `A latch` {
    @Test func `lets through whoever comes before and after it opens`() async {
        let latch = Latch()
        let early = Task { await latch.wait() }
        latch.open()
        await early.value
        await latch.wait()
        #expect(latch.isOpen)
    }

    @Test func `lets go whoever is cancelled, before and during the wait`() async {
        let latch = Latch()
        let tasks = (0..<100).map { _ in Task { await latch.wait() } }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        #expect(!latch.isOpen)
    }
}
