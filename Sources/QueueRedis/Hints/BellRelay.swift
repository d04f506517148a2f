// SPDX-License-Identifier: Apache-2.0

import Queue
import RESP

/// Rings this process's doorbell for work that any process brought, while somebody here waits for it.
///
/// A ring is taken off a list by one process alone, so that a new task wakes one slot of one worker. Whoever comes to
/// wait for another flow than those before waits for the next round, two seconds at most.
struct BellRelay: Sendable {
    /// How long the server is asked to wait for a ring.
    static let round = Duration.seconds(2)

    let sender: any RESPSender
    let prefix: String
    let doorbell: Doorbell
    let clock: any Clock<Duration>

    /// Listens until canceled.
    func run() async {
        for await _ in doorbell.arrivals() {
            while !Task.isCancelled {
                let flows = doorbell.awaitedFlows
                if flows.isEmpty { break }
                await listen(for: flows)
            }
        }
    }

    private func listen(for flows: Set<Flow>) async {
        // The server answers with the first list that has a ring: the more urgent class goes first.
        let names = flows.sorted { ($0.priority, $0.route) < ($1.priority, $1.route) }.map(\.storedName)
        let keys = names.map { RESPCommand.Argument.text(prefix + "w:" + $0) }
        do throws(RESPError) {
            let answer = try await sender.send(
                RESPCommand("BLPOP", keys + [.number(Int(Self.round.components.seconds))]),
                key: prefix,
                isRepeatable: false,
                blockingFor: Self.round
            )
            guard let key = answer.elements?.first?.text, let flow = Flow(storedName: key.dropFirst(prefix.count + 2))
            else { return }
            doorbell.ring(flow)
        } catch {
            // A hint is missed; slots look for themselves every two seconds. Canceled is looked at by the caller.
            try? await clock.sleep(for: .milliseconds(200))
        }
    }
}
