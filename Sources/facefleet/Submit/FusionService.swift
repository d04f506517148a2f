// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import FusionAPI
internal import NIOCore
internal import NIOHTTP1

/// A running service, as a client sees it.
struct FusionService: Sendable {
    private let address: String
    private let client: HTTPClient

    /// The most bytes of an answer that is no picture.
    private static let documentByteCountMax = 1 << 20
    /// The most bytes of a result: 50 megapixels of 16 bits that did not compress.
    private static let resultByteCountMax = 1 << 29

    /// The service at an address; ``close()`` it in the end.
    init(at address: String) {
        self.address = address
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = .seconds(5)
        // The client's own way is to try until the request's time is over: minutes, where nobody listens.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(configuration: configuration)
    }

    /// Lets go of the connections.
    func close() async { try? await client.shutdown() }

    /// Creates a task, or finds the one that the key made before.
    func create(_ form: FormBody, key: String) async throws -> ReceivedTask {
        var request = HTTPClientRequest(url: address + "/v1/fusions")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: form.contentType)
        request.headers.add(name: "Idempotency-Key", value: key)
        request.body = .bytes(ByteBuffer(bytes: form.bytes))
        return try ReceivedTask(try await document(request, within: .minutes(5)))
    }

    /// A task; waits up to a number of seconds for its end.
    func task(_ id: String, wait seconds: Int) async throws -> ReceivedTask {
        let request = HTTPClientRequest(url: "\(address)/v1/fusions/\(id)?wait=\(seconds)")
        return try ReceivedTask(try await document(request, within: .seconds(Int64(seconds) + 30)))
    }

    /// Follows a task's events until the stream ends.
    ///
    /// - Returns: The last task that was told; `nil` when none was.
    func follow(_ id: String, _ tell: (ReceivedTask) -> Void) async throws -> ReceivedTask? {
        var request = HTTPClientRequest(url: "\(address)/v1/fusions/\(id)/events")
        request.headers.add(name: "Accept", value: "text/event-stream")
        let response = try await send(request, within: .hours(24))
        var reader = EventReader()
        var last: ReceivedTask?
        for try await bytes in response.body {
            for event in reader.read(bytes.readableBytesView) {
                let task = try ReceivedTask(event.data)
                tell(task)
                last = task
            }
        }
        return last
    }

    /// A finished task's picture.
    func result(of id: String) async throws -> [UInt8] {
        let response = try await send(
            HTTPClientRequest(url: "\(address)/v1/fusions/\(id)/result"),
            within: .minutes(10)
        )
        return Array(buffer: try await response.body.collect(upTo: Self.resultByteCountMax))
    }

    private func document(_ request: HTTPClientRequest, within limit: TimeAmount) async throws -> [UInt8] {
        Array(buffer: try await send(request, within: limit).body.collect(upTo: Self.documentByteCountMax))
    }

    /// Sends a request; what is no success is thrown as the problem that the service tells.
    private func send(_ request: HTTPClientRequest, within limit: TimeAmount) async throws -> HTTPClientResponse {
        let response = try await execute(request, within: limit)
        guard !(200..<300).contains(response.status.code) else { return response }
        let bytes = Array(buffer: try await response.body.collect(upTo: Self.documentByteCountMax))
        guard let value = try? FusionAPI.JSONValue(parsing: bytes.span) else {
            throw Problem(.serviceFailed, "the service answered with status \(response.status.code)", file: address)
        }
        throw Problem(ofService: value)
    }

    /// Sends a request, again while nobody answers: every request may be repeated, the one that creates by its key.
    private func execute(_ request: HTTPClientRequest, within limit: TimeAmount) async throws -> HTTPClientResponse {
        var delays = Self.retryDelays[...]
        while true {
            do {
                return try await client.execute(request, timeout: limit)
            } catch let error as CancellationError {
                throw error
            } catch {
                guard let delay = delays.popFirst() else {
                    throw Problem(.serviceUnreachable, "the service cannot be reached: \(error)", file: address)
                }
                try await Task.sleep(for: delay)
            }
        }
    }

    /// As long as a service needs that is started anew.
    private static let retryDelays: [Duration] = [.milliseconds(300), .seconds(1), .seconds(2), .seconds(4)]
}
