// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Keeps a connection's requests within bounds that the server below does not know.
///
/// A client that sends a byte a second would hold its place for days: the rate counts while a request has begun and is
/// not whole, and who is too slow gets 408, unless the answer has begun. A request that is answered before it is whole
/// (a picture that is too large) is read on for a moment only. A client that waits to be told to go on is told so. And
/// a request that is no HTTP gets a problem like any other.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let rateMin: Int
    private let window: TimeAmount
    private var path: String?
    private var byteCount = 0
    private var isReading = false
    private var isAnswering = false
    private var look: Scheduled<Void>?

    /// How long a request is read on that was answered already: closing at once could lose the answer.
    private static let lingering = TimeAmount.seconds(2)
    /// As much of a body as one read takes: pictures come in few pieces.
    private static let readByteCount = (initial: 1 << 14, max: 1 << 17)

    /// A handler of one connection.
    init(rateMin: Int, window: Duration) {
        self.rateMin = rateMin
        self.window = TimeAmount(window)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let allocator = AdaptiveRecvByteBufferAllocator(
            minimum: 1 << 11,
            initial: Self.readByteCount.initial,
            maximum: Self.readByteCount.max
        )
        context.channel.setOption(.recvAllocator, value: allocator).whenFailure { _ in }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            (isReading, isAnswering, byteCount) = (true, false, 0)
            path = head.path.map { String($0.prefix { $0 != "?" }) }
            if head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            schedule(context)
        case .body(let bytes): byteCount += bytes.readableBytes
        case .end: stop()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status == .badRequest && head.headerFields[.contentLength] == "0":
            isAnswering = true
            let problem = Problem(.malformedRequest, "the request is no HTTP/1.1")
            context.write(wrapOutboundOut(.head(Self.head(problem))), promise: nil)
            context.write(wrapOutboundOut(.body(ByteBuffer(bytes: problem.json))), promise: promise)
        case .head:
            isAnswering = true
            context.write(data, promise: promise)
        case .end where isReading:
            context.write(data, promise: promise)
            closeSoon(context)
        case .body, .end: context.write(data, promise: promise)
        }
    }

    private func closeSoon(_ context: ChannelHandlerContext) {
        look?.cancel()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        look = context.eventLoop.scheduleTask(in: Self.lingering) {
            let (handler, context) = bound.value
            if handler.isReading { context.close(promise: nil) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func stop() {
        isReading = false
        look?.cancel()
        look = nil
    }

    private func schedule(_ context: ChannelHandlerContext) {
        look?.cancel()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        look = context.eventLoop.scheduleTask(in: window) {
            let (handler, context) = bound.value
            handler.judge(context)
        }
    }

    private func judge(_ context: ChannelHandlerContext) {
        guard isReading else { return }
        let least = rateMin * Int(window.nanoseconds / 1_000_000_000)
        guard byteCount < least else {
            byteCount = 0
            return schedule(context)
        }
        stop()
        if !isAnswering { refuse(context, least) }
        context.close(promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext, _ least: Int) {
        var problem = Problem(
            .malformedRequest,
            "the request comes in too slowly",
            measured: "\(byteCount) bytes in \(window.nanoseconds / 1_000_000_000) seconds",
            limit: "\(least) bytes"
        )
        (problem.status, problem.instance) = (HTTPResponse.Status.requestTimeout.code, path)
        context.write(wrapOutboundOut(.head(Self.head(problem))), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: problem.json))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private static func head(_ problem: Problem) -> HTTPResponse {
        var fields: HTTPFields = [:]
        fields[.contentType] = Problem.mediaType
        fields[.contentLength] = String(problem.json.count)
        fields[.requestID] = Dispatcher.newRequestID()
        fields[.contentTypeOptions] = "nosniff"
        fields[.connection] = "close"
        return HTTPResponse(status: HTTPResponse.Status(code: problem.status), headerFields: fields)
    }
}
