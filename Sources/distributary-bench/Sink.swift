import ArgumentParser
import NIOCore
import NIOHTTP1
import NIOPosix

/// A webhook receiver that costs as little as it can: counts the events that it takes, and answers 200, or as it is told.
struct Sink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: """
            Receives webhooks on a loopback port, counts them, and answers GET with the count, and GET /latencies with \
            the percentiles of what came since the last such request.
            """
    )

    @Option(help: "The port on 127.0.0.1.")
    var port: Int

    @Option(help: "The status of its answers.")
    var status = 200

    @Option(help: "The share of requests that are answered with that status, from 0 to 1; the others get 200.")
    var share = 1.0

    @Option(help: "Seconds before each answer.")
    var delay = 0.0

    @Option(help: "Requests whose body holds this text are answered with 400.")
    var refuse = ""

    @Flag(help: "Measure from the times that the lines of NDJSON say in \"sent_at\", unix microseconds.")
    var latencies = false

    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let counter = SinkCounter(latencies: latencies ? SinkLatencies() : nil)
        let answer = SinkAnswer(
            status: HTTPResponseStatus(statusCode: status),
            share: share,
            delay: .microseconds(Int64(delay * 1_000_000)),
            refused: Array(refuse.utf8)
        )
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(SinkHandler(counter: counter, answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        try await channel.closeFuture.get()
    }
}
