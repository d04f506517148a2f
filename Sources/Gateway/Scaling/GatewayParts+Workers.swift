// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
public import Queue

extension GatewayParts {
    /// What the workers say of themselves; one whose version says something else is left out.
    func workers() async throws(TaskQueueError) -> [(id: WorkerID, statement: WorkerStatement)] {
        try await queue.workers().compactMap { notice in
            do throws(Problem) {
                return (notice.worker, try WorkerStatement(recorded: notice.content))
            } catch {
                logger.warning(
                    "a worker says what is not understood",
                    metadata: ["worker": "\(notice.worker)", "error": "\(error.detail)"]
                )
                return nil
            }
        }
    }

    /// What an autoscaler goes by.
    ///
    /// - Parameter counts: The queue's, as they are now.
    /// - Returns: The same from every gateway of the queue, but for half a minute after a start.
    /// - Throws: `unavailable`.
    public func scaleSignals(_ counts: QueueCounts) async throws(TaskQueueError) -> ScaleSignals {
        scale.signals(try await workers().map(\.statement), counts)
    }
}
