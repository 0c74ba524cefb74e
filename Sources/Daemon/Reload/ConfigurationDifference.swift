import RouterCore

/// What a new configuration would change in the running one. Names and keys only, never a value: values may be secrets.
package struct ConfigurationDifference: Sendable, Hashable {
    /// A destination that stays, and the keys of its entry that say something else.
    package struct Changed: Sendable, Hashable {
        package let name: String
        package let keys: [String]
    }

    package let added: [String]
    package let removed: [String]
    package let changed: [Changed]
    package let untouched: [String]
    package let changesRoutes: Bool
    /// Keys outside of destinations and routes that take effect at once.
    package let applied: [String]
    /// Keys that keep their value until the daemon is started again.
    package let needsRestart: [String]

    package init(from running: DaemonConfiguration, to new: DaemonConfiguration) {
        let before = Dictionary(running.destinations.map { ($0.name, $0.content) }) { first, _ in first }
        let names = new.destinations.map(\.name)
        added = names.filter { before[$0] == nil }
        removed = running.destinations.map(\.name).filter { !names.contains($0) }
        changed = new.destinations.compactMap { entry in
            guard let old = before[entry.name], old != entry.content else { return nil }
            let keys = Set(old.keys).union(entry.content.keys).filter { old[$0] != entry.content[$0] }
            return Changed(name: entry.name, keys: keys.sorted())
        }
        untouched = new.destinations.filter { before[$0.name] == $0.content }.map(\.name)
        changesRoutes = Self.named(running) != Self.named(new)
        applied = Setting.live.filter { $0.differs(running, new) }.map(\.key)
        needsRestart = Setting.fixed.filter { $0.differs(running, new) }.map(\.key)
    }

    /// True where the two say the same.
    package var isEmpty: Bool {
        added.isEmpty && removed.isEmpty && changed.isEmpty && !changesRoutes && applied.isEmpty
            && needsRestart.isEmpty
    }

    /// The new configuration as it is in force after a reload: what needs a restart is still what it was.
    package static func inForce(_ new: DaemonConfiguration, after running: DaemonConfiguration) -> DaemonConfiguration {
        var result = new
        for setting in Setting.fixed { setting.keep(running, &result) }
        return result
    }

    /// Routes with names in the place of bits, which follow the order of the file.
    private static func named(_ configuration: DaemonConfiguration) -> [NamedRoute] {
        configuration.routes.routes.map { route in
            let names = configuration.destinations.enumerated().filter { index, _ in
                route.destinations.contains(DestinationSet(index: index))
            }
            return NamedRoute(
                match: route.match,
                destinations: Set(names.map(\.element.name)),
                isStrict: route.isStrict
            )
        }
    }

    private struct NamedRoute: Hashable {
        let match: Match?
        let destinations: Set<String>
        let isStrict: Bool
    }

    /// A key of the file outside of destinations and routes.
    private struct Setting: Sendable {
        let key: String
        let differs: @Sendable (DaemonConfiguration, DaemonConfiguration) -> Bool
        let keep: @Sendable (DaemonConfiguration, inout DaemonConfiguration) -> Void

        init<Value: Equatable & SendableMetatype>(
            _ key: String,
            _ path: any WritableKeyPath<DaemonConfiguration, Value> & Sendable
        ) {
            self.key = key
            differs = { $0[keyPath: path] != $1[keyPath: path] }
            keep = { $1[keyPath: path] = $0[keyPath: path] }
        }

        static let live = [
            Setting("intake.signature.secrets", \.intake.signingSecrets),
            Setting("intake.signature.tolerance", \.intake.signatureTolerance),
            Setting("intake.bearer_tokens", \.intake.bearerTokens),
            Setting("intake.max_body", \.intake.maxBody),
            Setting("journal.keep", \.journal.keep),
        ]

        static let fixed = [
            Setting("listen, admin.listen or intake.tls", \.listeners),
            Setting("data", \.data),
            Setting("intake.deduplicate_for", \.intake.deduplicateFor),
            Setting("journal.segment_size", \.journal.segmentSize),
            Setting("journal.max_size", \.journal.maxSize),
            Setting("journal.reserve", \.journal.reserve),
            Setting("journal.encryption_key", \.journal.keys),
            Setting("log.format", \.log.format),
            Setting("log.level", \.log.level),
            Setting("log.stats_every", \.log.statsEvery),
        ]
    }
}
