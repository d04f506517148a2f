// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// An object as a list tells of it.
struct S3Listed: Hashable, Sendable {
    let key: String
    let byteCount: Int
    /// Seconds since 1970, by the store's clock.
    let modifiedAt: Int
}

/// Some of the objects under a prefix, in the order of their keys.
struct S3Page: Sendable {
    var objects: [S3Listed] = []
    /// Whether there are more behind the last.
    var isTruncated = false
    /// When the store said so: seconds since 1970.
    var secondsSince1970 = 0
}

extension S3Client {
    /// The objects under a prefix behind a key.
    ///
    /// - Parameters:
    ///   - prefix: What the keys begin with.
    ///   - key: The last key that is known; nil for the beginning.
    ///   - limit: At most so many, up to 1,000.
    /// - Returns: What is there, in the order of the keys.
    /// - Throws: `failed`.
    func list(_ prefix: String, after key: String?, limit: Int = 1000) async throws(StorageError) -> S3Page {
        var call = S3Call(.get, nil)
        call.query = [.init("list-type", "2"), .init("prefix", prefix), .init("max-keys", String(limit))]
        if let key { call.query.append(.init("start-after", key)) }
        let answer = try await send(call)
        guard let root = XMLElement(answer.body), root.name == "ListBucketResult" else {
            throw StorageError(.failed, "\(location) answers a list with what is none")
        }
        var page = S3Page()
        page.isTruncated = root.text("IsTruncated") == "true"
        page.secondsSince1970 = answer.secondsSince1970 ?? Int(clock.wallMilliseconds() / 1000)
        for item in root.all("Contents") {
            guard let key = item.text("Key"), let size = item.text("Size").flatMap({ Int($0) }),
                let time = item.text("LastModified").flatMap({ HTTPDate.seconds(iso: $0) })
            else { throw StorageError(.failed, "\(location) lists an object without key, size or time") }
            page.objects.append(S3Listed(key: key, byteCount: size, modifiedAt: time))
        }
        return page
    }

    /// Removes objects; those that are gone already are passed over.
    func delete(_ keys: [String]) async throws(StorageError) {
        if keys.count == 1 {
            _ = try await send(S3Call(.delete, keys[0]))
            return
        }
        for start in stride(from: 0, to: keys.count, by: 1000) {
            let names = keys[start..<min(start + 1000, keys.count)].map {
                "<Object><Key>\(XMLElement.escaped($0))</Key></Object>"
            }
            var call = S3Call(.post, nil)
            call.query = [.init("delete", "")]
            call.setDocument("<Delete><Quiet>true</Quiet>\(names.joined())</Delete>")
            let answer = try await send(call)
            let faults = XMLElement(answer.body)?.all("Error") ?? []
            if let fault = faults.first(where: { $0.text("Code") != "NoSuchKey" }) {
                let words = [fault.text("Key"), fault.text("Code"), fault.text("Message")].compactMap { $0 }
                throw StorageError(.failed, "\(location) removed not everything: \(words.joined(separator: ", "))")
            }
        }
    }
}
