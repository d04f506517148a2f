// SPDX-License-Identifier: Apache-2.0

extension SettingCheck {
    /// What processes that share a queue have to be told, and what they cannot do without.
    mutating func checkSharing(_ role: Role) {
        let (sharesQueue, sharesStore) = (!optional(.queue).isEmpty, !optional(.store).isEmpty)
        if role != .serve {
            let reason = "is empty, and a \(role.rawValue) needs one that it shares with others"
            if !sharesQueue { refuse(.queue, reason) }
            if !sharesStore { refuse(.store, reason) }
        }
        guard role.hasGateway, sharesQueue else { return }
        if sharesQueue != sharesStore, role == .serve {
            refuse(.store, "and the queue have to be both in the data folder, or both shared")
        }
        for setting in [Setting.secret, .webhookSecrets] where !isSaid(setting) {
            refuse(setting, "is not said, and every gateway of a shared queue needs the same")
        }
    }
}
