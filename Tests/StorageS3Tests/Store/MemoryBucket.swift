// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Storage
import Synchronization

@testable import StorageS3

/// A bucket that is only what a store's requests see of one, and remembers all of them.
final class MemoryBucket: Sendable {
    private struct Object {
        var bytes: [UInt8]
        var headers: [S3Request.Field]
    }

    private struct State {
        var objects: [String: Object] = [:]
        var parts: [UInt8] = []
        var lifecycle: [UInt8]?
        var asked: [S3Call] = []
    }

    private let state = Mutex(State())
    /// A header without which no object may begin, as a bucket's policy can demand.
    private let demand: String?

    init(demanding demand: String? = nil, lifecycle: String? = nil) {
        self.demand = demand
        state.withLock { $0.lifecycle = lifecycle.map { [UInt8]($0.utf8) } }
    }

    /// What was asked, as it was sent: with all headers.
    var asked: [S3Call] { state.withLock { $0.asked } }

    /// The rules that it has.
    var lifecycle: String? { state.withLock { $0.lifecycle.map { String(decoding: $0, as: UTF8.self) } } }

    /// A store in it; close it in the end.
    func store(
        prefix: String = "some/where",
        _ change: (inout S3Configuration) -> Void = { _ in }
    ) throws -> S3ObjectStore {
        var configuration = S3Configuration()
        change(&configuration)
        return S3ObjectStore(
            try S3Location("s3://memory/\(prefix)", endpoint: "http://memory.test", region: "us-east-1", style: nil),
            [.fixed(S3Credentials(accessKeyID: "a", secretAccessKey: "b"))],
            configuration,
            .system,
            exchange: { [self] signed, call, _ in
                var sent = call
                sent.headers = signed.headers
                return state.withLock { state in
                    state.asked.append(sent)
                    return answer(sent, &state)
                }
            }
        )
    }

    private func answer(_ call: S3Call, _ state: inout State) -> S3Answer {
        if let demand, begins(call), call.header(demand) == nil { return said(403, "AccessDenied") }
        let bytes = call.body.contents.flatMap { $0.bytesInMemory ?? [] }
        guard let key = call.key else { return answerForAll(call, bytes, &state) }
        switch call.method {
        case .put: return put(key, call, bytes, &state)
        case .post:
            if call.has("uploads") { return body("<InitiateMultipartUploadResult><UploadId>1</UploadId>") }
            state.objects[key] = Object(bytes: state.parts, headers: [])
            return body("<CompleteMultipartUploadResult>")
        case .delete:
            state.objects[key] = nil
            return S3Answer(status: 204, headers: [:], body: [])
        case .get, .head: return read(state.objects[key], call)
        }
    }

    /// Whether an object begins with it, as a bucket's policy sees that.
    private func begins(_ call: S3Call) -> Bool {
        call.key != nil
            && (call.method == .put && !call.has("partNumber") || call.method == .post && call.has("uploads"))
    }

    private func put(_ key: String, _ call: S3Call, _ bytes: [UInt8], _ state: inout State) -> S3Answer {
        if call.has("partNumber") {
            state.parts += bytes
            return S3Answer(status: 200, headers: ["ETag": "\"\(bytes.count)\""], body: [])
        }
        if call.header("If-None-Match") == "*", state.objects[key] != nil { return said(412, "PreconditionFailed") }
        let kept = call.headers.filter { $0.name == "Content-Type" || $0.name.hasPrefix("x-amz-meta-") }
        state.objects[key] = Object(bytes: bytes, headers: kept)
        if let source = call.header("x-amz-copy-source") {
            guard let original = state.objects[String(source.dropFirst("/memory/".count))] else {
                return said(404, "NoSuchKey")
            }
            state.objects[key] = original
        }
        return S3Answer(status: 200, headers: [:], body: [])
    }

    private func read(_ object: Object?, _ call: S3Call) -> S3Answer {
        guard let object else { return said(404, "NoSuchKey") }
        var headers: HTTPHeaders = [:]
        for field in object.headers { headers.add(name: field.name, value: field.value) }
        guard call.method == .get, let range = call.header("Range") else {
            headers.add(name: "Content-Length", value: "\(object.bytes.count)")
            return S3Answer(status: 200, headers: headers, body: call.method == .get ? object.bytes : [])
        }
        let bounds = range.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] < object.bytes.count else { return said(416, "InvalidRange") }
        let part = object.bytes[bounds[0]...min(bounds[1], object.bytes.count - 1)]
        headers.add(name: "Content-Range", value: "bytes \(bounds[0])-\(part.endIndex - 1)/\(object.bytes.count)")
        return S3Answer(status: 206, headers: headers, body: Array(part))
    }

    /// What is asked of the bucket itself.
    private func answerForAll(_ call: S3Call, _ bytes: [UInt8], _ state: inout State) -> S3Answer {
        switch call.method {
        case .post:
            let keys = XMLElement(bytes)?.all("Object").compactMap { $0.text("Key") } ?? []
            for key in keys { state.objects[key] = nil }
            return body("<DeleteResult>")
        case .put:
            if call.has("lifecycle") { state.lifecycle = bytes }
            return S3Answer(status: 200, headers: [:], body: [])
        case .get where call.has("lifecycle"):
            guard let rules = state.lifecycle else { return said(404, "NoSuchLifecycleConfiguration") }
            return S3Answer(status: 200, headers: [:], body: rules)
        default: return S3Answer(status: 200, headers: [:], body: [])
        }
    }

    /// A document; what is open in it is closed.
    private func body(_ beginning: String) -> S3Answer {
        let name = beginning.dropFirst().prefix { $0 != ">" }
        return S3Answer(status: 200, headers: [:], body: [UInt8]("\(beginning)</\(name)>".utf8))
    }

    private func said(_ status: Int, _ code: String) -> S3Answer {
        S3Answer(status: status, headers: [:], body: [UInt8]("<Error><Code>\(code)</Code></Error>".utf8))
    }
}

extension S3Call {
    /// Whether its query has a field of this name.
    func has(_ name: String) -> Bool { query.contains { $0.name == name } }

    /// The value of a header.
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}
