// SPDX-License-Identifier: Apache-2.0

import Queue

extension Flow {
    /// As keys have it: the route and the class's number.
    var storedName: String { "\(route):\(priority.rawValue)" }

    /// A flow as a key has it; `nil` for what is none.
    init?(storedName text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"), let number = Int(text[text.index(after: colon)...]),
            let priority = PriorityClass(rawValue: number)
        else { return nil }
        self.init(priority: priority, route: Route(String(text[..<colon])))
    }
}

extension WorkerPool {
    /// What its passes are kept under: its routes, and its classes where it does not take all.
    var storedName: String {
        let routes = routes.sorted().map(\.rawValue).joined(separator: "\u{1F}")
        guard classes.count < PriorityClass.allCases.count else { return routes }
        return routes + "\u{1E}" + classes.sorted().map { String($0.rawValue) }.joined()
    }
}
