// SPDX-License-Identifier: Apache-2.0

/// Which node has which slots, as nodes tell it.
struct ClusterMap: Sendable {
    private var owners: [RESPEndpoint?] = Array(repeating: nil, count: ClusterSlot.count)

    /// A map without nodes.
    init() {}

    /// The map of an answer to `CLUSTER SLOTS`.
    ///
    /// - Parameters:
    ///   - answer: The answer: start, end, then the primary and its replicas, each with host and port first.
    ///   - asked: Who gave it, for nodes that leave their host out.
    /// - Throws: `unexpectedAnswer`.
    init(_ answer: RESPValue, from asked: RESPEndpoint) throws(RESPError) {
        guard let ranges = answer.elements else { throw .unexpectedAnswer("\(answer)") }
        for range in ranges {
            guard let parts = range.elements, parts.count >= 3, let first = parts[0].number, let last = parts[1].number,
                0 <= first, first <= last, last < ClusterSlot.count,
                let node = parts[2].elements, node.count >= 2, let port = node[1].number
            else { throw .unexpectedAnswer("\(range)") }
            let host = node[0].text ?? ""
            let owner = RESPEndpoint(host: host.isEmpty ? asked.host : host, port: port)
            for slot in first...last { owners[slot] = owner }
        }
    }

    /// The primary that has a slot; `nil` where nobody said.
    func owner(of slot: Int) -> RESPEndpoint? { owners[slot] }

    /// A slot has moved.
    mutating func move(_ slot: Int, to endpoint: RESPEndpoint) { owners[slot] = endpoint }

    /// Every primary.
    var nodes: Set<RESPEndpoint> { Set(owners.compactMap(\.self)) }
}
