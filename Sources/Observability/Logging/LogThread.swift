// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Starts a thread that nobody waits for and that takes no signals, so that the process's own handling stays in force.
///
/// - Parameters:
///   - name: What debuggers and `top` show, at most 15 bytes.
///   - body: Runs once; the thread ends with it.
func startThread(named name: StaticString, _ body: @escaping @Sendable () -> Void) {
    let start = ThreadStart(name: name, body: body)
    let pointer = Unmanaged.passRetained(start).toOpaque()
    #if canImport(Darwin)
    var handle: pthread_t?
    #else
    var handle = pthread_t()
    #endif
    let status = pthread_create(&handle, nil, { ThreadStart.run($0) }, pointer)
    precondition(status == 0, "the system refuses a thread (\(status))")
    #if canImport(Darwin)
    if let handle { pthread_detach(handle) }
    #else
    pthread_detach(handle)
    #endif
}

/// What the thread runs, in a box, since C passes one pointer.
private final class ThreadStart: Sendable {
    let name: StaticString
    let body: @Sendable () -> Void

    init(name: StaticString, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let pointer else { return nil }
        let start = Unmanaged<ThreadStart>.fromOpaque(pointer).takeRetainedValue()
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        setName(start.name)
        start.body()
        return nil
    }

    private static func setName(_ name: StaticString) {
        #if canImport(Darwin)
        name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount + 1) { text in
            _ = pthread_setname_np(text)
        }
        #else
        // Glibc declares pthread_setname_np as a GNU extension, which Swift does not import.
        let descriptor = open("/proc/thread-self/comm", O_WRONLY)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, name.utf8Start, name.utf8CodeUnitCount)
        close(descriptor)
        #endif
    }
}
