import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// The pipeline of one connection.
///
/// Hummingbird's own `HTTP1Channel` hands out a request before its body is there, and a body that was cut off ends like
/// a whole one. Here a request is handed over whole or not at all, what a client may cost is decided in one place, and
/// the last handler answers by itself: a task for each connection would cost two changes of threads a request.
struct IntakeChannel: ServerChildChannel {
    let settings: ConnectionSettings

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<IntakeConnection> {
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
                withPipeliningAssistance: false,
                withErrorHandling: false,
                withOutboundHeaderValidation: false,
                withEncoderConfiguration: encoder,
                withDecoderLimitConfiguration: decoder
            )
            try pipeline.addHandler(ConnectionHandler(settings: settings))
            return IntakeConnection(channel: channel)
        }
    }

    /// Ends with the connection, so that the server knows when the last one is closed.
    func handle(value connection: IntakeConnection, logger: Logger) async {
        // Fails only where the event loops are gone, and the connection with them.
        try? await connection.channel.closeFuture.get()
    }
}
