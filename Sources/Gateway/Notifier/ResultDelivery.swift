// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// Puts a result where its client wants it, before the success is told of.
struct ResultDelivery {
    /// What the log of deliveries calls it.
    static let event = "result"

    let parts: GatewayParts
    let sender: WebhookSender

    /// Puts it there unless that was done; an attempt is written down with the posts of the task's webhook.
    ///
    /// - Returns: The attempt; `nil` when there is nothing more to do.
    /// - Throws: When store or queue do not answer.
    func attempt(_ task: TaskID, tenant: String, to url: RemoteURL) async throws -> WebhookAttempt? {
        let log = DeliveryLog(parts: parts)
        if try await log.deliveries(of: task).contains(where: { $0.event == Self.event && $0.isDelivered }) {
            return nil
        }
        guard let attempt = try await put(task, tenant: tenant, to: url) else { return nil }
        _ = try await log.note(attempt, of: Self.message(task, to: url), tenant: tenant)
        return attempt
    }

    /// One attempt; `nil` when the result is gone.
    func put(_ task: TaskID, tenant: String, to url: RemoteURL) async throws -> WebhookAttempt? {
        let id = ObjectID(tenant: tenant, name: task.rawValue)
        do throws(StorageError) {
            let info = try await parts.store.resultInfo(id)
            let bytes = try await parts.store.result(id, range: nil).bytes()
            return await sender.put(bytes, contentType: info.media.contentType, to: url)
        } catch {
            guard error.code == .notFound || error.code == .erased else { throw error }
            return nil
        }
    }

    /// What the log keeps of it.
    static func message(_ task: TaskID, to url: RemoteURL) -> WebhookMessage {
        WebhookMessage(identifier: "put_\(task)", task: task, event: event, url: url, body: [])
    }
}
