// SPDX-License-Identifier: Apache-2.0

/// How the process ends; scripts rely on these numbers.
enum ExitStatus: Int32, Error, CaseIterable {
    case done = 0
    case other = 1
    case usage = 2
    case noFace = 3
    case badImage = 4
    case modelMissing = 5

    /// The status of a run in which several things failed: theirs when they agree, else ``other``.
    static func combining(_ statuses: some Sequence<ExitStatus>) -> ExitStatus {
        let distinct = Set(statuses)
        guard let first = distinct.first else { return .done }
        return distinct.count == 1 ? first : .other
    }
}
