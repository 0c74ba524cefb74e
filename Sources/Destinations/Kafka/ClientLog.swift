import Logging

/// Passes on what librdkafka logs, a few lines a minute. Its lines hold names of brokers, topics and properties, and
/// neither payloads nor passwords.
struct ClientLog {
    private static let linesPerMinute = 10

    private let logger: Logger
    private var written = 0
    private var withheld = 0
    private var minuteEnds: ContinuousClock.Instant?

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// `level` is one of syslog's, 0 the gravest.
    mutating func log(_ text: String, facility: String, level: Int, at now: ContinuousClock.Instant) {
        endMinute(at: now)
        if minuteEnds == nil { minuteEnds = now + .seconds(60) }
        guard written < Self.linesPerMinute else {
            withheld += 1
            return
        }
        written += 1
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        logger.log(
            level: Self.level(level),
            "librdkafka: \(String(line.prefix(500)))",
            metadata: ["event": "kafka.client", "facility": "\(facility)"]
        )
    }

    /// Once a minute is over, says how many lines were left out in it.
    mutating func endMinute(at now: ContinuousClock.Instant) {
        guard let ends = minuteEnds, ends <= now else { return }
        if withheld > 0 {
            logger.info(
                "librdkafka: \(withheld) more lines within a minute were left out.",
                metadata: ["event": "kafka.client"]
            )
        }
        (written, withheld, minuteEnds) = (0, 0, nil)
    }

    /// A connection that fails is an error to librdkafka, and to us something that the courier tells of once.
    private static func level(_ level: Int) -> Logger.Level {
        switch level {
        case ...2: .error
        case 3...4: .warning
        case 5: .info
        default: .debug
        }
    }
}
