import Glibc
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// One listening socket over Hummingbird's server, with or without TLS.
final class Listener: Sendable {
    typealias OnBound = @Sendable (any Channel) async -> Void

    private enum State {
        case idle
        case running(any HTTPServing)
        case stopped
    }

    let configuration: ListenerConfiguration
    private let makeServer: @Sendable (@escaping OnBound) -> any HTTPServing
    private let state = Mutex(State.idle)

    /// Reads the TLS files, if any; nothing is bound yet.
    init(
        _ configuration: ListenerConfiguration,
        settings: ConnectionSettings,
        maxConnections: Int,
        group: any EventLoopGroup,
        logger: Logger
    ) throws(IntakeFailure) {
        self.configuration = configuration
        // Hummingbird's own lines at lower levels say what ours say.
        var serverLogger = logger
        serverLogger.logLevel = max(.error, logger.logLevel)
        let address: BindAddress =
            switch configuration.address {
            case .tcp(let host, let port): .hostname(host, port: port)
            case .unix(let path): .unixDomainSocket(path: path)
            }
        let serverConfiguration = ServerConfiguration(
            address: address,
            availableConnectionsDelegate: MaximumAvailableConnections(maxConnections, logger: serverLogger)
        )
        let child = try Self.childChannel(IntakeChannel(settings: settings), tls: configuration.tls)
        makeServer = { [serverLogger] onBound in
            child.serving(serverConfiguration, onBound: onBound, group: group, logger: serverLogger)
        }
    }

    /// Listens until `stop` and returns when the last connection has closed. `onListening` is told the address, with
    /// the port that the system chose.
    func run(onListening: @escaping @Sendable (ListenAddress) async -> Void) async throws(IntakeFailure) {
        let file = socketFile
        let identity = Mutex<SocketFile.Identity?>(nil)
        let server = makeServer { [address = configuration.address] channel in
            if let file {
                let opened = try? await NIOThreadPool.singleton.runIfActive { file.open() }
                identity.withLock { $0 = opened ?? nil }
            }
            await onListening(Self.bound(address, channel))
        }
        let isStopped = state.withLock { state in
            if case .stopped = state { return true }
            state = .running(server)
            return false
        }
        guard !isStopped else { return }
        do {
            if let file { try await NIOThreadPool.singleton.runIfActive { try file.clear() } }
            // Detached, for it listens to the graceful shutdown of the task it runs in: `stop` alone is to end it.
            let serving = Task.detached { try await server.run() }
            try await withTaskCancellationHandler {
                try await serving.value
            } onCancel: {
                serving.cancel()
            }
        } catch let failure as IntakeFailure {
            throw failure
        } catch let error as IOError {
            throw .cannotListen(configuration.address, reason: String(cString: strerror(error.errnoCode)))
        } catch {
            throw .cannotListen(configuration.address, reason: "\(error)")
        }
        if let file, let opened = identity.withLock({ $0 }) {
            try? await NIOThreadPool.singleton.runIfActive { file.remove(opened) }
        }
    }

    /// Accepts nothing more, lets what is in flight finish, and returns when all connections are closed.
    func stop() async {
        let server: (any HTTPServing)? = state.withLock { state in
            defer { state = .stopped }
            guard case .running(let server) = state else { return nil }
            return server
        }
        // Fails only where the server is not running, and then there is nothing to stop.
        try? await server?.shutdownGracefully()
    }

    private var socketFile: SocketFile? {
        guard case .unix(let path) = configuration.address else { return nil }
        return SocketFile(path: path)
    }

    private static func bound(_ address: ListenAddress, _ channel: any Channel) -> ListenAddress {
        guard case .tcp(let host, _) = address, let port = channel.localAddress?.port else { return address }
        return .tcp(host: host, port: port)
    }

    private static func childChannel(
        _ channel: IntakeChannel,
        tls: TLSFiles?
    ) throws(IntakeFailure) -> any ServerChildChannel {
        guard let tls else { return channel }
        let configuration = try tls.configuration()
        do {
            return try TLSChannel(channel, tlsConfiguration: configuration)
        } catch {
            throw .unusableTLS(file: tls.privateKey, reason: "\(error)")
        }
    }
}

extension ServerChildChannel {
    fileprivate func serving(
        _ configuration: ServerConfiguration,
        onBound: @escaping Listener.OnBound,
        group: any EventLoopGroup,
        logger: Logger
    ) -> any HTTPServing {
        Server(
            childChannelSetup: self,
            configuration: configuration,
            onServerRunning: onBound,
            eventLoopGroup: group,
            logger: logger
        )
    }
}
