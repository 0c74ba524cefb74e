import CPostgres
import Foundation

/// One connection to a server, driven without blocking but for name resolution: every wait has a deadline.
/// Used from one thread at a time.
final class LibpqSession {
    let handle: OpaquePointer

    private init(_ handle: OpaquePointer) { self.handle = handle }

    // Closing neither waits nor blocks: the handle is in non-blocking mode once it is connected.
    deinit { PQfinish(handle) }

    /// Connects to the first host that takes us. Each gets an equal share of the time that is left.
    static func connect(
        to url: ConnectionURL,
        by deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> LibpqSession {
        let targets = url.targets
        var failures: [PostgresFailure] = []
        for (index, target) in targets.enumerated() {
            let share = (deadline - .now) / (targets.count - index)
            let bound = ContinuousClock.now + min(share, target.connectTimeout ?? share)
            do {
                return try connect(to: target, by: bound)
            } catch {
                failures.append(error)
            }
        }
        // What needs a person comes before what may pass.
        let worst = failures.first { PostgresVerdict($0) == .pause } ?? failures.last
        throw worst ?? PostgresFailure(origin: .connecting, sqlState: nil, message: "no host to connect to")
    }

    private static func connect(
        to target: ConnectionTarget,
        by deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> LibpqSession {
        guard let handle = target.start() else {
            throw PostgresFailure(origin: .connecting, sqlState: nil, message: "out of memory")
        }
        let session = LibpqSession(handle)
        // Verbose messages carry the SQLSTATE, which a failed connection offers nowhere else.
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        var next = PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            guard PQstatus(handle) != CONNECTION_BAD, next != PGRES_POLLING_FAILED else {
                throw session.connectFailure()
            }
            let events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT
            guard session.wait(for: events, by: deadline) else {
                let host = PQhost(handle).map { String(cString: $0) } ?? ""
                throw PostgresFailure(
                    origin: .connecting,
                    sqlState: nil,
                    message: "\(host.isEmpty ? "the server" : host) did not answer in time"
                )
            }
            next = PQconnectPoll(handle)
        }
        PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            throw session.lost()
        }
        return session
    }

    /// How the server was reached, and whether it had to prove who it is.
    var peer: ServerIdentity {
        var sslMode: String?
        // Asked of the connection, because the environment or a service file may have named it too.
        if let parsed = PQconninfo(handle) {
            sslMode = ConnectionURL.values(parsed)["sslmode"]
            PQconninfoFree(parsed)
        }
        return ServerIdentity(
            host: PQhost(handle).map { String(cString: $0) } ?? "",
            address: PQhostaddr(handle).map { String(cString: $0) } ?? "",
            sslMode: sslMode
        )
    }

    /// Waits until the socket is ready for one of `events`; false when the deadline came first.
    func wait(for events: Int32, by deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let remaining = ContinuousClock.now.duration(to: deadline)
            guard remaining > .zero else { return false }
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
            // Rounded up, so that the last millisecond does not spin.
            let milliseconds = remaining / Duration.milliseconds(1)
            let ready = poll(&descriptor, 1, Int32(min(milliseconds.rounded(.up), 60_000)))
            if ready > 0 { return true }
            if ready < 0, errno != EINTR { return true }
        }
    }

    func lost() -> PostgresFailure {
        PostgresFailure(origin: .connectionLost, sqlState: nil, message: Self.firstLine(PQerrorMessage(handle)))
    }

    /// From libpq's text, which holds one verbose message for each address and way that was tried.
    private func connectFailure() -> PostgresFailure {
        if PQconnectionNeedsPassword(handle) == 1 {
            return PostgresFailure(
                origin: .connecting,
                sqlState: "28P01",
                message: "the server wants a password and the URL has none"
            )
        }
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        return ConnectMessage(text).failure
    }

    static func firstLine(_ text: UnsafePointer<CChar>?) -> String {
        let text = text.map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no reason given"
    }
}
