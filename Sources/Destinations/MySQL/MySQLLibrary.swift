import CMariaDB

/// libmariadb itself, which must be set up once before threads use it.
enum MySQLLibrary {
    private static let isReady = mysql_server_init(0, nil, nil) == 0

    /// A handle that is not connected; nil when out of memory.
    static func makeHandle() -> UnsafeMutablePointer<MYSQL>? {
        guard isReady else { return nil }
        return mysql_init(nil)
    }
}
