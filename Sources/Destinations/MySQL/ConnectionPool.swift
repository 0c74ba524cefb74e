internal import RouterCore
import Synchronization

/// Connections that are not in use. One is made when none is free, so there never are more than deliveries were in
/// flight at once, which the courier bounds by `concurrency`.
final class ConnectionPool: Sendable {
    private let configuration: MySQLConfiguration
    private let context: DestinationContext
    private let idle = Mutex<[MySQLConnection]>([])

    init(_ configuration: MySQLConfiguration, _ context: DestinationContext) {
        self.configuration = configuration
        self.context = context
    }

    /// The connection that was put back last, whose server side is warm.
    func take() -> MySQLConnection {
        idle.withLock { $0.popLast() } ?? MySQLConnection(configuration, context)
    }

    func put(_ connection: MySQLConnection) {
        idle.withLock { $0.append(connection) }
    }

    func close() async {
        let connections = idle.withLock { idle in
            defer { idle.removeAll() }
            return idle
        }
        for connection in connections { await connection.close() }
    }
}
