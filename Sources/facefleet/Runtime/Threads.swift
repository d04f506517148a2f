// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Darwin)
import Darwin
private typealias Handle = pthread_t?
#else
import Glibc
private typealias Handle = pthread_t
#endif

/// Plain threads for work that computes or blocks.
///
/// A fusion keeps a core busy for tens of milliseconds; in Swift's cooperative pool it would starve everything else.
enum Threads {
    /// Transforms elements on several threads and waits for all; values come back in the elements' order.
    ///
    /// Each thread takes the next element when it is done with one, so that long and short ones even out.
    ///
    /// - Parameters:
    ///   - elements: What is worked on, begun in this order.
    ///   - threadCount: How many threads, at least 1; the calling thread is one of them.
    ///   - transform: Is called once for each element.
    /// - Returns: One value for each element.
    static func map<Element: Sendable, Value: Sendable>(
        _ elements: [Element],
        threadCount: Int,
        _ transform: @escaping @Sendable (Element) -> Value
    ) -> [Value] {
        precondition(threadCount >= 1, "work needs a thread")
        let progress = MapProgress<Value>(count: elements.count)
        let work: @Sendable () -> Void = {
            while let index = progress.next() { progress.set(index, transform(elements[index])) }
        }
        // When the system refuses a further thread, those that there are do the work.
        let handles = (1..<max(1, min(threadCount, elements.count))).compactMap { _ in start(work) }
        work()
        for handle in handles { join(handle) }
        return progress.values
    }

    /// A value that takes long to make, made on a thread of its own.
    static func value<Value: Sendable>(_ make: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            startDetached { continuation.resume(with: Result { try make() }) }
        }
    }

    /// Starts a thread that nobody waits for.
    static func startDetached(_ body: @escaping @Sendable () -> Void) {
        if let handle = start(body) { detach(handle) }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) -> Handle? {
        #if canImport(Darwin)
        var handle: pthread_t?
        #else
        var handle = pthread_t()
        #endif
        let work = Work.retained(body)
        let status = pthread_create(&handle, nil, { Work.run($0) }, work)
        if status == 0 { return handle }
        Work.release(work)
        return nil
    }

    private static func join(_ handle: Handle) {
        #if canImport(Darwin)
        if let handle { pthread_join(handle, nil) }
        #else
        pthread_join(handle, nil)
        #endif
    }

    private static func detach(_ handle: Handle) {
        #if canImport(Darwin)
        if let handle { pthread_detach(handle) }
        #else
        pthread_detach(handle)
        #endif
    }
}

/// What a thread runs: a closure in a box, since C passes one pointer.
private final class Work: Sendable {
    private let body: @Sendable () -> Void

    private init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    static func retained(_ body: @escaping @Sendable () -> Void) -> UnsafeMutableRawPointer {
        Unmanaged.passRetained(Work(body)).toOpaque()
    }

    static func release(_ pointer: UnsafeMutableRawPointer) {
        Unmanaged<Work>.fromOpaque(pointer).release()
    }

    static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
        return nil
    }
}

/// Which elements of a map were taken and what became of them.
private final class MapProgress<Value: Sendable>: Sendable {
    private let count: Int
    private let taken = Atomic<Int>(0)
    private let results: Mutex<[Value?]>

    init(count: Int) {
        self.count = count
        results = Mutex(Array(repeating: nil, count: count))
    }

    /// The next element that nobody has taken.
    func next() -> Int? {
        let index = taken.add(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }

    func set(_ index: Int, _ value: Value) {
        results.withLock { $0[index] = value }
    }

    /// All values, once every thread is done.
    var values: [Value] { results.withLock { $0.compactMap(\.self) } }
}
