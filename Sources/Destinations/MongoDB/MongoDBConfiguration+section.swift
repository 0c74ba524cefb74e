internal import ConfigurationReader

extension MongoDBConfiguration {
    /// Reads `url`, `database`, `tls`, `key` and `create_indexes`; nil if there was a mistake, which is then reported.
    init?(_ section: ConfigurationSection) {
        let text = section.requiredString("url")
        let database = section.string("database")
        let key = section.choice("key", of: DayKey.self)
        let createsIndexes = section.bool("create_indexes")
        let tls = Self.tls(section)
        guard let text else { return nil }
        let mistakes = ConnectionString.mistakes(in: text)
        for mistake in mistakes { section.report("'url': \(mistake)", at: "url") }
        guard mistakes.isEmpty, let string = ConnectionString(text) else { return nil }
        guard let name = database ?? string.database else {
            section.report("'database' is missing, and 'url' names none behind the hosts")
            return nil
        }
        guard Self.isUsable(name) else {
            section.report(#"'database' must be 1 to 63 bytes without any of /\. "$*<>:|?"#, at: "database")
            return nil
        }
        self.init(url: text, database: name, tls: tls, key: key ?? .startTime, createsIndexes: createsIndexes ?? true)
    }

    private static func tls(_ section: ConfigurationSection) -> TLS? {
        guard let tls = section.section("tls", title: "the TLS of a mongodb destination") else { return nil }
        let options = TLS(
            authorityFile: tls.string("ca"),
            certificateKeyFile: tls.string("certificate_key"),
            verifiesServer: tls.bool("verify") ?? true
        )
        tls.finish()
        return options
    }

    private static func isUsable(_ name: String) -> Bool {
        1...63 ~= name.utf8.count && !name.contains { "/\\. \"$*<>:|?\0".contains($0) }
    }
}
