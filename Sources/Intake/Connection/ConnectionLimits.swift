/// What one connection may cost.
package struct ConnectionLimits: Sendable, Hashable {
    /// How long a new connection may take to its first whole request head, the TLS handshake included.
    package var headerTimeout: Duration = .seconds(10)
    /// How long a connection may be idle between requests.
    package var idleTimeout: Duration = .seconds(75)
    /// How long a body may make no progress.
    package var bodyInactivityTimeout: Duration = .seconds(10)
    /// The least average rate of a body, in bytes a second, once `bodyInactivityTimeout` has passed.
    package var minimumBodyRate = 1024
    /// How long a body may take as a whole, whatever its rate.
    package var bodyTimeout: Duration = .seconds(60)
    /// How long an answer may take after the body is there; then it is a 503, whatever the event's fate. Terra waits 8 s.
    package var answerTimeout: Duration = .seconds(7)
    /// How long the client may leave an answer unread.
    package var writeTimeout: Duration = .seconds(10)
    /// How long input is read and thrown away after an early answer, so that the client gets to read it.
    package var lingerTimeout: Duration = .seconds(5)
    /// How many bytes are read and thrown away at most after an early answer.
    package var lingerBytes = 64 << 20
    /// The longest request line or header field, in bytes.
    package var maxHeaderFieldSize = 8 << 10
    /// The most that all header fields of a request may hold, in bytes.
    package var maxHeaderSize = 16 << 10
    /// The most header fields of a request.
    package var maxHeaderFields = 100

    package init() {}

    /// How often the times above are looked at: often enough for the shortest of them, at most once a second.
    var checkInterval: Duration {
        let times = [
            headerTimeout, idleTimeout, bodyInactivityTimeout, bodyTimeout, answerTimeout, writeTimeout, lingerTimeout,
        ]
        let shortest = times.min() ?? .seconds(1)
        return min(.seconds(1), max(.milliseconds(5), shortest / 4))
    }
}
