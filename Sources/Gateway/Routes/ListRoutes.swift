// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Hummingbird

/// The tenant's tasks.
enum ListRoutes {
    /// A page, newest first.
    static func get(_ call: Call) async throws -> Response {
        let filter = try filter(call)
        let coder = TaskCursorCoder(secret: call.parts.configuration.secret)
        let cursor = try call.query("cursor").map { text throws(Problem) in
            try coder.cursor(text, tenant: call.tenant, status: filter.status)
        }
        let listing = TaskListing(parts: call.parts, tenant: call.tenant, filter: filter)
        let (json, next) = try await listing.page(behind: cursor)
        let text = next.map { coder.text($0, tenant: call.tenant, status: filter.status) }
        return .json(FusionPage.json(items: json, nextCursor: text))
    }

    private static func filter(_ call: Call) throws(Problem) -> TaskListing.Filter {
        var errors: [FieldError] = []
        var filter = TaskListing.Filter(status: nil, limit: FusionPage.countDefault)
        if let text = call.query("status") {
            filter.status = FusionStatus(rawValue: text)
            if filter.status == nil {
                let limit = "one of \(FusionStatus.allCases.map(\.rawValue).joined(separator: ", "))"
                errors.append(FieldError("status", "not one of the values", measured: text, limit: limit))
            }
        }
        if let text = call.query("limit") {
            filter.limit = Int(text) ?? 0
            if !(1...FusionPage.countMax).contains(filter.limit) {
                let limit = "1 to \(FusionPage.countMax)"
                errors.append(FieldError("limit", "out of range", measured: text, limit: limit))
            }
        }
        guard errors.isEmpty else { throw Problem(invalidOptions: errors) }
        return filter
    }
}
