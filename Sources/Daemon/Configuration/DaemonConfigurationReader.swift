import ConfigurationReader
import Intake
import Logging
import RouterCore
import StructuredLogging

/// Reads the top level of `destinations.yaml`; every mistake is reported to its section.
struct DaemonConfigurationReader {
    let root: ConfigurationSection
    let catalogue: [DestinationFactory]

    func read() -> DaemonConfiguration {
        let data = root.string("data") ?? "data"
        if data.isEmpty { root.report("'data' must name a folder", at: "data") }
        let security = IntakeSectionReader(root: root).read()
        let listeners = ListenSectionReader(root: root, tls: security.tls, isGuarded: security.isGuarded).read()
        let terra = TerraSectionReader(root: root).read()
        let journal = readJournal()
        let log = readLog()
        let destinations = DestinationsSectionReader(root: root, catalogue: catalogue).read()
        let routes = RoutesSectionReader(root: root, destinations: destinations).read()
        var configured = destinations.configured
        if let fetches = security.settings.fetches {
            checkRoomForPayloads(destinations)
            configured.append(.payloads(fetches))
        }
        root.finish()
        return DaemonConfiguration(
            listeners: listeners,
            data: data,
            intake: security.settings,
            terra: terra,
            journal: journal,
            log: log,
            destinations: configured,
            routes: routes
        )
    }

    /// What fetches payloads takes a name and a place among the destinations.
    private func checkRoomForPayloads(_ destinations: DestinationsSectionReader.Result) {
        let name = ConfiguredDestination.payloadsName
        if destinations.names.contains(name) {
            let message = "'\(name)' cannot be a destination's name where intake.fetch_payloads is true"
            root.report(message, at: "destinations")
        }
        if destinations.names.count == DestinationSet.capacity {
            let most = DestinationSet.capacity - 1
            root.report("with intake.fetch_payloads there can be at most \(most) destinations", at: "destinations")
        }
    }

    private func readJournal() -> JournalSettings {
        var settings = JournalSettings()
        guard let section = root.section("journal", title: "the journal") else { return settings }
        settings.segmentSize = section.size("segment_size", in: (1 << 20)...(1 << 30)) ?? settings.segmentSize
        settings.keep = section.duration("keep") ?? settings.keep
        settings.maxSize = section.size("max_size", in: (8 << 20)...Int.max) ?? settings.maxSize
        settings.reserve = section.size("reserve") ?? settings.reserve
        if settings.maxSize < settings.segmentSize {
            section.report("'max_size' must be at least 'segment_size'", at: "max_size")
        }
        settings.keys = EncryptionKeyReader(section: section).read()
        section.finish()
        return settings
    }

    private func readLog() -> LogSettings {
        var settings = LogSettings()
        guard let section = root.section("log", title: "the log") else { return settings }
        settings.format = section.choice("format", of: LogFormat.self) ?? settings.format
        settings.level = section.choice("level", of: Logger.Level.self) ?? settings.level
        settings.statsEvery =
            section.duration("stats_every", in: .seconds(1) ... .seconds(86_400)) ?? settings.statsEvery
        section.finish()
        return settings
    }
}
