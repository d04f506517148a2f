// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A bar with rate and time left on the last line of a terminal; silent when standard error is none.
final class Progress: Sendable {
    private struct State {
        var done = 0
        var drawn: ContinuousClock.Instant?
    }

    private let total: Int
    private let visible: Bool
    private let started = ContinuousClock.now
    private let state = Mutex(State())

    /// A bar for a number of files; one file needs none.
    init(total: Int) {
        self.total = total
        visible = total > 1 && StandardStream.error.isTerminal
        if visible { StandardStream.error.write(Self.bar(done: 0, of: total, after: .zero)) }
    }

    /// Counts a file that is done and prints its line above the bar.
    ///
    /// - Parameters:
    ///   - line: What happened, without a line feed; `nil` prints nothing.
    ///   - stream: Where the line goes.
    func finished(_ line: String?, to stream: StandardStream) {
        state.withLock { state in
            state.done += 1
            if let line {
                if visible { Self.clearLine() }
                stream.write(line + "\n")
            }
            guard visible else { return }
            let now = ContinuousClock.now
            // Ten times a second is enough for an eye, and a terminal may be at the end of a slow line.
            let due = state.drawn.map { now - $0 >= .milliseconds(100) } ?? true
            guard due || line != nil || state.done == total else { return }
            state.drawn = now
            StandardStream.error.write(Self.bar(done: state.done, of: total, after: now - started))
        }
    }

    /// Takes the bar away.
    func end() {
        if visible { Self.clearLine() }
    }

    /// Clears the terminal's last line, if standard error is a terminal.
    static func clearLine() {
        if StandardStream.error.isTerminal { StandardStream.error.write("\r\u{1B}[K") }
    }

    /// The bar as it is drawn, at most 79 columns for a million files.
    static func bar(done: Int, of total: Int, after elapsed: Duration) -> String {
        let width = 28
        let filled = total > 0 ? width * done / total : width
        let blocks = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        var text = "\r\u{1B}[K[\(blocks)] \(done)/\(total)"
        let seconds = elapsed / .seconds(1)
        if done > 0, seconds > 0 {
            let rate = Double(done) / seconds
            text += "  \(decimal(rate, places: 1))/s"
            if done < total { text += "  \(clock(Double(total - done) / rate)) left" }
        }
        return text
    }

    /// Minutes and seconds, with hours when there are any.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 3_599_999))
        let parts = [whole / 3600, whole / 60 % 60, whole % 60]
        let padded = parts.map { $0 < 10 ? "0\($0)" : "\($0)" }
        return parts[0] > 0 ? padded.joined(separator: ":") : padded[1...].joined(separator: ":")
    }
}

/// A number with a fixed count of decimals.
func decimal(_ value: Double, places: Int) -> String {
    var factor = 1.0
    for _ in 0..<places { factor *= 10 }
    guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
    let scaled = Int((value.magnitude * factor).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + String(scaled) }
    let fraction = String(scaled % Int(factor))
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(sign)\(scaled / Int(factor)).\(zeros)\(fraction)"
}
