// SPDX-License-Identifier: Apache-2.0

/// Why a command could not do its work: at least one problem, all told together.
struct CommandFailure: Error {
    /// The problems, in the order they were found.
    let problems: [Problem]

    /// A failure from its problems.
    init(_ problems: [Problem]) {
        precondition(!problems.isEmpty, "a failure has a problem")
        self.problems = problems
    }

    /// How the process ends.
    var status: ExitStatus { .combining(problems.map(\.code.exitStatus)) }

    /// The failure as an object: the only problem, or the first with all of them under `errors`.
    var json: JSONValue {
        guard problems.count > 1, case .object(let first) = problems[0].json else { return problems[0].json }
        return .object(first + [("errors", .array(problems.map(\.json)))])
    }

    /// Tells the caller: one line each on standard error, or one object on standard output.
    func report(json asJSON: Bool) {
        if asJSON {
            StandardStream.output.write(JSONValue.object([("error", json)]).text + "\n")
        } else {
            StandardStream.error.write(problems.map { $0.line + "\n" }.joined())
        }
    }
}
