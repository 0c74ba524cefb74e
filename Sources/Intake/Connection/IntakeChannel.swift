import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// The pipeline of one connection and the loop that answers its requests.
///
/// Hummingbird's own `HTTP1Channel` hands out a request before its body is there, and a body that was cut off ends like
/// a whole one. Here a request is handed over whole or not at all, and what a client may cost is decided in one place.
struct IntakeChannel: ServerChildChannel {
    let settings: ConnectionSettings

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<NIOAsyncChannel<IntakeRequest, IntakeResponse>>
    {
        channel.eventLoop.makeCompletedFuture {
            settings.connections.add(channel)
            var encoder = HTTPResponseEncoder.Configuration()
            encoder.automaticallySetFramingHeaders = false
            var decoder = NIOHTTPDecoderLimitConfiguration()
            decoder.maxHeaderFieldSize = settings.limits.maxHeaderFieldSize
            decoder.maxHeaderListSize = settings.limits.maxHeaderSize
            decoder.maxHeaderFieldCount = settings.limits.maxHeaderFields
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: true,
                withErrorHandling: false,
                withOutboundHeaderValidation: false,
                withEncoderConfiguration: encoder,
                withDecoderLimitConfiguration: decoder
            )
            try pipeline.addHandler(ConnectionHandler(settings: settings))
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }
    }

    func handle(value connection: NIOAsyncChannel<IntakeRequest, IntakeResponse>, logger: Logger) async {
        do {
            try await connection.executeThenClose { requests, answers in
                for try await request in requests {
                    let answer = await settings.handler.respond(to: request)
                    settings.budget.release(request.reservedBytes)
                    try await answers.write(answer)
                }
            }
        } catch {
            // The client has gone; what it sent has been answered for as far as it could be.
            logger.trace("connection ended", metadata: ["error": "\(error)"])
        }
    }
}
