import Logging

/// swift-log's handler: encodes each line in the format that was chosen and hands it to the writer.
package struct StructuredLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let format: LogFormat
    private let writer: LogWriter

    package init(format: LogFormat, level: Logger.Level, writer: LogWriter) {
        self.format = format
        self.logLevel = level
        self.writer = writer
    }

    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        let entry = LogEntry(
            time: UTCTime.now,
            level: event.level,
            message: event.message.description,
            metadata: fields
        )
        writer.write(entry.line(as: format))
    }

    /// A logger that writes to standard output; the writer is to be flushed at the end of the process.
    package static func standardOutput(_ format: LogFormat, level: Logger.Level) -> (logger: Logger, writer: LogWriter)
    {
        let resolved = format.resolved(isTerminal: TerminalCheck.isStandardOutputTerminal)
        let writer = LogWriter(descriptor: 1) { count in
            LogEntry(
                time: UTCTime.now,
                level: .warning,
                message: "Nobody read the log fast enough; lines were dropped.",
                metadata: ["event": "log.dropped", "lines": .stringConvertible(count)]
            ).line(as: resolved)
        }
        let logger = Logger(label: "distributary") { _ in
            StructuredLogHandler(format: resolved, level: level, writer: writer)
        }
        return (logger, writer)
    }
}
