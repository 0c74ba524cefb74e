import ArgumentParser
import NIOCore
import NIOHTTP1
import NIOPosix

/// A webhook receiver that costs as little as it can: counts events and answers 200.
struct Sink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Receives webhooks on a loopback port, counts them, and answers GET with the count."
    )

    @Option(help: "The port on 127.0.0.1.")
    var port: Int

    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let counter = SinkCounter()
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(SinkHandler(counter: counter))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        try await channel.closeFuture.get()
    }
}
