// SPDX-License-Identifier: Apache-2.0

internal import Storage

extension S3Client {
    /// Sends an object in parts, all of which appear together at the end or not at all.
    ///
    /// - Parameter call: A PUT of the whole, whose headers go with the beginning.
    /// - Throws: `failed`, `storageFull`; what was sent is taken back then, as far as the store can be reached.
    func sendInParts(_ call: S3Call) async throws(StorageError) {
        var start = S3Call(.post, call.key)
        start.query = [.init("uploads", "")]
        start.headers = call.headers
        let begun = try await send(start)
        guard let upload = XMLElement(begun.body)?.text("UploadId") else {
            throw StorageError(.failed, "\(location) began an upload without naming it")
        }
        do throws(StorageError) {
            try await complete(upload, call, tags: try await sendParts(of: call, upload))
        } catch {
            var abort = S3Call(.delete, call.key)
            abort.query = [.init("uploadId", upload)]
            _ = try? await send(abort)
            throw error
        }
    }

    private func sendParts(of call: S3Call, _ upload: String) async throws(StorageError) -> [String] {
        var tags: [String] = []
        for offset in stride(from: 0, to: call.body.byteCount, by: configuration.partByteCount) {
            var part = S3Call(.put, call.key)
            part.query = [.init("partNumber", String(tags.count + 1)), .init("uploadId", upload)]
            part.body = try await call.body.part(
                offset..<min(offset + configuration.partByteCount, call.body.byteCount)
            )
            guard let tag = try await send(part).header("ETag") else {
                throw StorageError(.failed, "\(location) took a part without a tag")
            }
            tags.append(tag)
        }
        return tags
    }

    private func complete(_ upload: String, _ call: S3Call, tags: [String]) async throws(StorageError) {
        let parts = tags.enumerated().map { index, tag in
            "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(XMLElement.escaped(tag))</ETag></Part>"
        }
        var end = S3Call(.post, call.key)
        end.query = [.init("uploadId", upload)]
        end.body = S3Body("<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>")
        let answer = try await send(end)
        // A store that needs long says 200 first and may fail afterwards.
        guard let root = XMLElement(answer.body), root.name == "CompleteMultipartUploadResult" else {
            throw StorageError(.failed, "\(location) did not complete an upload in parts: \(answer.fault)")
        }
    }
}
