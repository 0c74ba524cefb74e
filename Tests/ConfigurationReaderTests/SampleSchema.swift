import ConfigurationReader

/// A small configuration that has every type a section can read.
enum SampleSchema {
    enum Acks: String, CaseIterable {
        case all
        case leader
        case none
    }

    static func read(_ text: String, environment: [String: String] = [:], files: [String: String] = [:]) -> [String] {
        let file = ConfigurationFile(
            text: text,
            environment: { environment[$0] },
            readFile: { path in
                guard let content = files[path] else { throw FileProblem(reason: "does not exist") }
                return content
            }
        )
        if let root = file.root { read(root) }
        return file.diagnostics.map(\.description)
    }

    private static func read(_ root: ConfigurationSection) {
        if let destinations = root.section("destinations", title: "destinations") {
            for name in destinations.keys {
                if let section = destinations.section(name, title: "a kafka destination") { readKafka(section) }
            }
            destinations.finish()
        }
        for route in root.sections("routes", title: "route") ?? [] {
            _ = route.strings("to")
            _ = route.scalars("any")
            route.finish()
        }
        root.finish()
    }

    private static func readKafka(_ section: ConfigurationSection) {
        _ = section.requiredString("topic")
        _ = section.strings("brokers")
        _ = section.choice("acks", of: Acks.self)
        _ = section.integer("partitions", in: 1...100)
        _ = section.integer("concurrency", in: 1...8, or: "auto")
        _ = section.number("ratio")
        _ = section.bool("compress")
        _ = section.duration("timeout", in: .milliseconds(10) ... .seconds(3600))
        _ = section.duration("give_up_after", or: "never")
        _ = section.size("max_size", in: 1024...1 << 30)
        _ = section.pairs("properties")
        _ = section.scalar("anything")
        _ = section.string("password")
        if let security = section.section("security", title: "security") {
            _ = security.string("username")
            _ = security.string("password")
            security.finish()
        }
        section.finish()
    }
}
