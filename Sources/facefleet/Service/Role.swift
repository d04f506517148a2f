// SPDX-License-Identifier: Apache-2.0

/// What a process does of the service.
enum Role: String, Sendable, CaseIterable {
    /// Everything.
    case serve
    /// Takes requests, tells of ends, keeps house; fuses nothing.
    case gateway
    /// Fuses; takes requests from operators only.
    case worker

    var hasGateway: Bool { self != .worker }
    var hasWorker: Bool { self != .gateway }
}
