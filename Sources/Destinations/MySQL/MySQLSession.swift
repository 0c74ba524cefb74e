import CMariaDB
import Foundation

/// One connection to a server. Calls block, at most until their deadline; used from one thread at a time.
final class MySQLSession {
    private let handle: UnsafeMutablePointer<MYSQL>
    private let watch: SocketGuard
    /// In bytes: the longest statement that the server takes.
    let maxPacket: Int
    /// Such as `10.11.6-MariaDB`.
    let serverVersion: String
    let isMariaDB: Bool
    /// Whether the connection is encrypted.
    let isEncrypted: Bool

    /// Whether the time of an exchange was over, after which the connection is gone.
    var isOver: Bool { watch.hasFired }

    private init(_ handle: UnsafeMutablePointer<MYSQL>, _ watch: SocketGuard, maxPacket: Int) {
        self.handle = handle
        self.watch = watch
        self.maxPacket = maxPacket
        serverVersion = mysql_get_server_info(handle).map { String(cString: $0) } ?? ""
        isMariaDB = mariadb_connection(handle) != 0
        isEncrypted = mysql_get_ssl_cipher(handle) != nil
    }

    deinit { mysql_close(handle) }

    /// Connects, and sets what the statements rely on. `patience`: how long the server may work on one batch.
    static func connect(
        _ configuration: MySQLConfiguration,
        patience: Duration,
        by deadline: ContinuousClock.Instant
    ) throws(MySQLFailure) -> MySQLSession {
        guard let handle = MySQLLibrary.makeHandle() else {
            throw MySQLFailure(origin: .connecting, code: 0, sqlState: "HY001", message: "out of memory")
        }
        do {
            return try open(handle, configuration, patience: patience, by: deadline)
        } catch {
            mysql_close(handle)
            throw error
        }
    }

    private static func open(
        _ handle: UnsafeMutablePointer<MYSQL>,
        _ configuration: MySQLConfiguration,
        patience: Duration,
        by deadline: ContinuousClock.Instant
    ) throws(MySQLFailure) -> MySQLSession {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { throw .timedOut }
        handle.configure(configuration, connecting: left, waiting: patience)
        let url = configuration.url
        let connected = mysql_real_connect(
            handle,
            configuration.socket == nil ? url.host : nil,
            url.user,
            url.password,
            url.database,
            url.port,
            configuration.socket,
            0
        )
        guard connected != nil else { throw handle.failure(.connecting) }
        guard configuration.tls.mode == .disabled || mysql_get_ssl_cipher(handle) != nil else {
            throw MySQLFailure(
                origin: .connecting,
                code: 2026,
                sqlState: "HY000",
                message: "TLS is required, but the server does not offer it"
            )
        }
        guard let watch = SocketGuard(mysql_get_socket(handle)) else {
            throw MySQLFailure(origin: .connecting, code: 0, sqlState: "HY000", message: "no file descriptor is left")
        }
        let first = try handle.run("SELECT @@max_allowed_packet", watch, by: deadline).first
        let maxPacket = first.flatMap { $0.first ?? nil }.flatMap { Int($0) } ?? 1 << 20
        for statement in SessionSettings(patience: patience, isMariaDB: mariadb_connection(handle) != 0).statements {
            try handle.run(statement, watch, by: deadline)
        }
        return MySQLSession(handle, watch, maxPacket: maxPacket)
    }

    /// Runs a statement and returns its rows as text.
    @discardableResult
    func run(_ sql: String, by deadline: ContinuousClock.Instant) throws(MySQLFailure) -> [[String?]] {
        try handle.run(sql, watch, by: deadline)
    }

    /// Runs statements that return no rows; `body` hands them over one by one.
    func exchange(
        by deadline: ContinuousClock.Instant,
        _ body: ((UnsafeBufferPointer<UInt8>) throws(MySQLFailure) -> Void) throws(MySQLFailure) -> Void
    ) throws(MySQLFailure) {
        guard !watch.hasFired else { throw handle.failure(.connectionLost) }
        do {
            try watch.run(by: deadline) { () throws(MySQLFailure) in
                try body { (sql) throws(MySQLFailure) in try handle.execute(sql) }
            }
        } catch {
            throw watch.hasFired ? .timedOut : error
        }
    }
}

extension UnsafeMutablePointer<MYSQL> {
    fileprivate func configure(_ configuration: MySQLConfiguration, connecting: Duration, waiting: Duration) {
        // Whole seconds, rounded up, because there is nothing finer.
        func seconds(_ duration: Duration) -> UInt32 { UInt32(max(1, duration.components.seconds + 1)) }
        cmariadb_set_string(self, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        cmariadb_set_number(self, MYSQL_OPT_CONNECT_TIMEOUT, seconds(Swift.min(connecting, .seconds(20))))
        cmariadb_set_number(self, MYSQL_OPT_READ_TIMEOUT, seconds(waiting))
        cmariadb_set_number(self, MYSQL_OPT_WRITE_TIMEOUT, seconds(waiting))
        cmariadb_set_number(
            self,
            MYSQL_OPT_PROTOCOL,
            (configuration.socket == nil ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET).rawValue
        )
        // A server must not be able to ask for our files.
        cmariadb_set_number(self, MYSQL_OPT_LOCAL_INFILE, 0)
        cmariadb_add_attribute(self, "program_name", "distributary")
        let tls = configuration.tls
        // The password itself goes only to a server that has proved who it is.
        if tls.mode != .verified {
            cmariadb_set_string(
                self,
                MARIADB_OPT_RESTRICTED_AUTH,
                "mysql_native_password,caching_sha2_password,sha256_password,client_ed25519"
            )
        }
        guard tls.mode != .disabled else { return }
        cmariadb_set_flag(self, MYSQL_OPT_SSL_ENFORCE, 1)
        cmariadb_set_flag(self, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, tls.mode == .verified ? 1 : 0)
        if tls.mode == .verified, let file = tls.authorityFile { cmariadb_set_string(self, MYSQL_OPT_SSL_CA, file) }
        if let file = tls.certificateFile { cmariadb_set_string(self, MYSQL_OPT_SSL_CERT, file) }
        if let file = tls.privateKeyFile { cmariadb_set_string(self, MYSQL_OPT_SSL_KEY, file) }
    }

    fileprivate func failure(_ origin: MySQLFailure.Origin) -> MySQLFailure {
        let code = mysql_errno(self)
        let message = mysql_error(self).map { String(cString: $0) } ?? ""
        let line = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no reason given"
        return MySQLFailure(
            // 2000 to 2999 are libmariadb's own: it heard nothing more of the server.
            origin: origin == .statement && 2000..<3000 ~= code ? .connectionLost : origin,
            code: code,
            sqlState: mysql_sqlstate(self).map { String(cString: $0) } ?? "HY000",
            message: line
        )
    }

    @discardableResult
    fileprivate func run(
        _ sql: String,
        _ watch: SocketGuard,
        by deadline: ContinuousClock.Instant
    ) throws(MySQLFailure) -> [[String?]] {
        do {
            return try watch.run(by: deadline) { () throws(MySQLFailure) in
                var sql = sql
                let failed = sql.withUTF8 { mysql_real_query(self, $0.cCharacters, UInt($0.count)) }
                guard failed == 0 else { throw failure(.statement) }
                return try rows()
            }
        } catch {
            throw watch.hasFired ? .timedOut : error
        }
    }

    fileprivate func execute(_ sql: UnsafeBufferPointer<UInt8>) throws(MySQLFailure) {
        guard mysql_real_query(self, sql.cCharacters, UInt(sql.count)) == 0 else { throw failure(.statement) }
    }

    private func rows() throws(MySQLFailure) -> [[String?]] {
        guard let result = mysql_store_result(self) else {
            guard mysql_errno(self) == 0 else { throw failure(.statement) }
            return []
        }
        defer { mysql_free_result(result) }
        let count = Int(mysql_num_fields(result))
        var rows: [[String?]] = []
        while let row = mysql_fetch_row(result) {
            rows.append((0..<count).map { index in row[index].map { String(cString: $0) } })
        }
        return rows
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate var cCharacters: UnsafePointer<CChar>? {
        UnsafeRawPointer(baseAddress)?.assumingMemoryBound(to: CChar.self)
    }
}
