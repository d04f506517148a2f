// SPDX-License-Identifier: Apache-2.0

/// The class of an answer's status.
public enum StatusClass: String, Sendable, CaseIterable {
    case informational = "1xx"
    case success = "2xx"
    case redirection = "3xx"
    case clientError = "4xx"
    case serverError = "5xx"
    /// The client was gone before there was an answer.
    case none

    /// The class of a status; whatever is none of 100 to 599 counts as ``none``.
    public init(status: Int) {
        self =
            switch status {
            case 100..<200: .informational
            case 200..<300: .success
            case 300..<400: .redirection
            case 400..<500: .clientError
            case 500..<600: .serverError
            default: .none
            }
    }
}
