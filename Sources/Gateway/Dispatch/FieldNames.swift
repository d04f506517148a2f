// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

extension HTTPField.Name {
    private static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is a field's name") }
        return name
    }

    static let requestID = named("X-Request-Id")
    static let idempotencyKey = named("Idempotency-Key")
    static let prefer = named("Prefer")
    static let preferenceApplied = named("Preference-Applied")
    static let lastEventID = named("Last-Event-ID")
    static let contentTypeOptions = named("X-Content-Type-Options")
    static let fetchSite = named("Sec-Fetch-Site")
    static let accelBuffering = named("X-Accel-Buffering")
}
