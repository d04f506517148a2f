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
    /// Refusals that say how things are, and that the caller looks at; every other one is an error.
    ///
    /// A reader wants to know what is not there or too short. A writer who took such an answer for success would
    /// promise what nobody keeps.
    var tolerated: Set<Int>
    /// The longest answer that is read.
    var answerByteCountMax = 64 << 20

    init(_ method: Method, _ key: String?) {
        self.method = method
        self.key = key
        tolerated =
            switch method {
            case .get, .head: [404, 416]
            case .delete: [404]
            case .put, .post: []
            }
    }

    /// Only if there is nothing under the key.
    mutating func demandAbsence() {
        headers.append(.init("If-None-Match", "*"))
        tolerated.insert(412)
    }

    /// Whether an object begins with it: then the store is told how to encrypt the object.
    ///
    /// Parts of one are encrypted as its beginning said; a store refuses to be told again.
    var beginsObject: Bool {
        guard key != nil else { return false }
        return switch method {
        case .put: !query.contains { $0.name == "partNumber" }
        case .post: query.contains { $0.name == "uploads" }
        case .get, .head, .delete: false
        }
    }

    /// Whether an answer is what the caller asked for, or a refusal that it looks at.
    func accepts(_ answer: S3Answer) -> Bool {
        // Of a bucket that is not there nobody can make anything.
        answer.isSuccess || tolerated.contains(answer.status) && answer.fault.code != "NoSuchBucket"
    }

    mutating func ask(for range: Range<Int>) {
        headers.append(.init("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)"))
    }
}
