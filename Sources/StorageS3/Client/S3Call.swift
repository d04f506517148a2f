// SPDX-License-Identifier: Apache-2.0

/// One request to the store, before it is signed and sent.
struct S3Call: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case put = "PUT"
        case head = "HEAD"
        case post = "POST"
        case delete = "DELETE"
    }

    let method: Method
    /// The whole key; nil for the bucket itself.
    let key: String?
    var query: [S3Request.Field] = []
    var headers: [S3Request.Field] = []
    var body = S3Body()
    /// Refusals that the caller wants to see for itself.
    var tolerated: Set<Int> = []
    /// The longest answer that is read.
    var answerByteCountMax = 64 << 20

    init(_ method: Method, _ key: String?) {
        self.method = method
        self.key = key
    }

    /// Only if there is nothing under the key.
    mutating func demandAbsence() { headers.append(.init("If-None-Match", "*")) }

    mutating func ask(for range: Range<Int>) {
        headers.append(.init("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)"))
    }
}
