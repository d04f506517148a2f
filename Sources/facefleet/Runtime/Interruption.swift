// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Ends the process cleanly when it is interrupted: unfinished files are removed, then the signal does its work.
enum Interruption {
    /// Starts to wait for SIGINT, SIGTERM and SIGHUP on a thread of its own.
    ///
    /// The signals are blocked in every other thread (threads inherit this, so call it before any is made), and an
    /// ordinary thread takes them: it may lock and allocate, which a signal handler may not.
    static func watch() {
        // A reader that goes away (`… | head`) must not end the process in the middle of a file.
        signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        sigemptyset(&signals)
        // Who started us with a signal ignored (nohup) wants it ignored.
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let blocked = signals
        Threads.startDetached {
            var signals = blocked
            var number: Int32 = 0
            guard sigwait(&signals, &number) == 0 else { return }
            TemporaryFiles.shared.removeAllAndClose()
            Progress.clearLine()
            signal(number, SIG_DFL)
            pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            raise(number)
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
        return unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        #else
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
        #endif
    }
}
