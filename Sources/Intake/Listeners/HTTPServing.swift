import HummingbirdCore

/// A server that runs until it is told to stop, whatever its channels are made of.
protocol HTTPServing: Sendable {
    func run() async throws
    func shutdownGracefully() async throws
}

extension Server: HTTPServing {}
