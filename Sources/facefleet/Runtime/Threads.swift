// SPDX-License-Identifier: Apache-2.0

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
    /// Runs a body once on each of several threads and waits for all of them.
    ///
    /// - Parameters:
    ///   - count: How many threads; with 1 the body runs on the calling thread.
    ///   - body: Gets the thread's number, from 0.
    static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        precondition(count >= 1, "work needs a thread")
        // When the system refuses a further thread, those that there are do the work.
        let handles = (1..<count).compactMap { number in start { body(number) } }
        body(0)
        for handle in handles { join(handle) }
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
