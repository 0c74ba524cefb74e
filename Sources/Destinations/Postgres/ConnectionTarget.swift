import CPostgres
import Foundation

/// The keywords and values for a connection to one host.
struct ConnectionTarget: Sendable {
    private let options: [String: String]

    init(_ written: [String: String]) {
        // What the user wrote wins. A peer that went without a word is noticed within half a minute when idle; while it
        // owes an answer, every wait has a deadline anyhow.
        options = [
            "fallback_application_name": "distributary",
            "keepalives_idle": "15",
            "keepalives_interval": "5",
            "keepalives_count": "3",
        ]
        .merging(written) { $1 }
        .merging(["client_encoding": "UTF8"]) { $1 }
    }

    /// `connect_timeout` as the user wrote it, which libpq heeds only where it may block.
    var connectTimeout: Duration? {
        guard let seconds = options["connect_timeout"].flatMap({ Int($0) }), seconds > 0 else { return nil }
        return .seconds(seconds)
    }

    /// Begins to connect; the caller drives the connection with `PQconnectPoll`. Nil when out of memory.
    func start() -> OpaquePointer? {
        let pairs = Array(options)
        var keywords: [UnsafePointer<CChar>?] = pairs.map { UnsafePointer(strdup($0.key)) }
        var values: [UnsafePointer<CChar>?] = pairs.map { UnsafePointer(strdup($0.value)) }
        defer {
            for text in keywords + values { free(UnsafeMutablePointer(mutating: text)) }
        }
        keywords.append(nil)
        values.append(nil)
        return PQconnectStartParams(keywords, values, 0)
    }
}
