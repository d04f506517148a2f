// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// One connection's place in its channel: writes commands, hands answers to whoever waits for them.
///
/// Confined to the channel's event loop.
final class RESPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    typealias Waiter = (Result<RESPValue, RESPError>) -> Void

    /// How often waiting commands are held against their deadlines.
    static let watchInterval = TimeAmount.milliseconds(250)

    private let configuration: RESPConfiguration
    private let pushes: AsyncStream<[RESPValue]>.Continuation
    private var state: ConnectionState<Waiter>
    private var parser: RESPParser
    private var received: ByteBuffer?
    private var context: ChannelHandlerContext?
    private var isFlushScheduled = false
    private var endReason: RESPError?
    private var isDrained = false
    private var watch: RepeatedTask?

    init(configuration: RESPConfiguration, pushes: AsyncStream<[RESPValue]>.Continuation) {
        self.configuration = configuration
        self.pushes = pushes
        state = ConnectionState(pendingMax: configuration.pendingMax)
        parser = RESPParser(limits: configuration.limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        watch = context.eventLoop.scheduleRepeatedTask(
            initialDelay: Self.watchInterval,
            delay: Self.watchInterval
        ) { _ in bound.value.giveUpIfOverdue() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        end(.connectionLost("the connection is closed"))
    }

    /// Sends commands at once, one after the other; the waiter of each is told in this order.
    func send(
        _ commands: [RESPCommand],
        numbers: [Int],
        reply: ConnectionState<Waiter>.Reply,
        timeout: Duration,
        waiters: [Waiter]
    ) {
        guard let context, endReason == nil else {
            // Nothing of it was sent, so that nothing can have happened.
            let reason = endReason.map { RESPError.notConnected("\($0)") } ?? .closed
            for waiter in waiters { waiter(.failure(isDrained ? .closed : reason)) }
            return
        }
        var buffer = context.channel.allocator.buffer(capacity: 256)
        let timeout = ConnectionState<Waiter>.Timeout(timeout, from: .now)
        let isFull = isFull(context)
        for (index, command) in commands.enumerated() {
            let refusal =
                isFull
                ? .tooManyCommands(limit: configuration.pendingMax)
                : state.send(waiters[index], number: numbers[index], reply: reply, timeout: timeout)
            if let refusal { waiters[index](.failure(refusal)) } else { command.write(to: &buffer) }
        }
        guard buffer.readableBytes > 0 else { return }
        context.write(wrapOutboundOut(buffer), promise: nil)
        scheduleFlush(context)
    }

    /// A waiter goes away.
    func cancel(_ numbers: [Int]) {
        for number in numbers { state.cancel(number)?(.failure(.canceled)) }
    }

    /// Closes the connection once what waits is answered.
    func drain() {
        isDrained = true
        if state.drain() { context?.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = unwrapInboundIn(data)
        if received == nil { received = piece } else { received?.writeBuffer(&piece) }
        do throws(RESPProtocolError) {
            while let value = try takeValue() { take(value, context) }
        } catch {
            fail(.connectionLost("the server does not speak RESP3: \(error)"), context)
        }
        if state.isDrained { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.connectionLost("the server closed the connection"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.connectionLost("\(error)"), context)
    }
}

extension RESPHandler {
    private func takeValue() throws(RESPProtocolError) -> RESPValue? {
        guard var buffer = received.take() else { return nil }
        let value = try parser.next(from: &buffer)
        if buffer.readableBytes > 0 {
            // So that a buffer which always ends in the middle of a value does not grow for good.
            if value == nil { buffer.discardReadBytes() }
            received = buffer
        }
        return value
    }

    private func take(_ value: RESPValue, _ context: ChannelHandlerContext) {
        switch state.receive(value) {
        case .answer(let waiter, .error(let error)): waiter(.failure(.server(error)))
        case .answer(let waiter, let value): waiter(.success(value))
        case .push(let elements):
            // What is missed without a word would be waited for; a connection that ended is noticed.
            if case .dropped = pushes.yield(elements) {
                fail(.connectionLost("more than \(RESPConnection.pushesMax) messages wait for their reader"), context)
            }
        case .nothing: break
        case .closeOutOfStep: fail(.connectionLost("the server answers what nobody asked"), context)
        }
    }

    private func isFull(_ context: ChannelHandlerContext) -> Bool {
        let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        return (waiting ?? 0) > configuration.unwrittenBytesMax
    }

    /// One write for all that is sent in the same turn of the event loop.
    private func scheduleFlush(_ context: ChannelHandlerContext) {
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.execute { bound.value.flush() }
    }

    private func flush() {
        isFlushScheduled = false
        context?.flush()
    }

    private func giveUpIfOverdue() {
        guard let context, let time = state.overdue(at: .now) else { return }
        fail(.timedOut(after: time), context)
    }

    private func fail(_ reason: RESPError, _ context: ChannelHandlerContext) {
        end(reason)
        context.close(promise: nil)
    }

    private func end(_ reason: RESPError) {
        watch?.cancel()
        watch = nil
        if endReason == nil { endReason = reason }
        for waiter in state.end() { waiter(.failure(reason)) }
        pushes.finish()
    }
}
