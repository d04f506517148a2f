// SPDX-License-Identifier: Apache-2.0

import FusionAPI

/// One task's progress on the last line of a terminal; silent when standard error is none.
struct TaskBar {
    private let isVisible = StandardStream.error.isTerminal

    /// Shows where a task stands.
    func show(_ task: ReceivedTask) {
        if isVisible { StandardStream.error.write("\r\u{1B}[K" + Self.line(of: task)) }
    }

    /// Takes the bar away.
    func end() {
        if isVisible { Progress.clearLine() }
    }

    /// The line, at most 79 columns.
    static func line(of task: ReceivedTask) -> String {
        switch (task.status, task.progress) {
        case (.queued, _):
            let before = task.position.map { $0 > 0 ? ", \($0) before it" : ", next" } ?? ""
            return bar(0) + "waiting" + before
        case (.running, let progress?):
            return bar(progress.fraction) + String(onOneLine(progress.stage).prefix(24))
        default: return bar(task.hasEnded ? 1 : 0) + (task.status?.rawValue ?? "")
        }
    }

    private static func bar(_ fraction: Double) -> String {
        let width = 28
        let filled = Int((Double(width) * min(max(fraction, 0), 1)).rounded())
        let percent = decimal(100 * min(max(fraction, 0), 1), places: 0)
        let blocks = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        return "[\(blocks)] \(percent) %  "
    }
}
