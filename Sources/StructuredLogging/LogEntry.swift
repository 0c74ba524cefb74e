import Logging

/// One line of the log before it is encoded.
package struct LogEntry: Sendable {
    /// Unix milliseconds.
    package let time: Int64
    package let level: Logger.Level
    /// The stable name of what happened, such as `destination.down`; nil where the code gave none.
    package let event: String?
    package let message: String
    /// Sorted by key, without the event.
    package let fields: [(key: String, value: Logger.MetadataValue)]

    /// The event's name is the metadata's value for `event`.
    package init(time: Int64, level: Logger.Level, message: String, metadata: Logger.Metadata) {
        self.time = time
        self.level = level
        self.message = message
        event = metadata["event"].map(\.description)
        fields =
            metadata.filter { $0.key != "event" }
            .map { (Self.reserved.contains($0.key) ? "metadata.\($0.key)" : $0.key, $0.value) }
            .sorted { $0.0 < $1.0 }
    }

    /// The names that every line has already, and must not have twice.
    private static let reserved: Set<String> = ["time", "level", "message"]

    /// The line in `format`, with its line break.
    package func line(as format: LogFormat) -> String {
        switch format {
        case .text: TextLine(self).text
        case .logfmt: LogfmtLine(self).text
        case .json, .auto: JSONLine(self).text
        }
    }
}
