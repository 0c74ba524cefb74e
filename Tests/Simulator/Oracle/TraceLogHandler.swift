import Logging

/// Makes log lines a part of the trace, and tells the sites what is said to have become a dead letter.
struct TraceLogHandler: LogHandler {
    unowned let world: World
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        if all["event"] == "dead_letter", let sequence = all["sequence"].flatMap({ UInt64("\($0)") }) {
            world.sites.first { all["destination"] == "\($0.scenario.name)" }?.died(sequence)
        }
        world.note("log", 0, 0, "\(event.message) \(Self.text(metadata)) \(Self.text(event.metadata ?? [:]))")
    }

    private static func text(_ metadata: Logger.Metadata) -> String {
        metadata.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ")
    }
}
