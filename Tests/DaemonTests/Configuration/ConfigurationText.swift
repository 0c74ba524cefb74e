import ConfigurationReader
import Daemon
import Testing

/// Configurations that are well but for what a test puts into them.
enum ConfigurationText {
    static let environment = [
        "DATABASE_URL": "postgres://me:hush@db/terra", "TERRA_SIGNING_SECRET": "hush", "EMPTY": "",
    ]
    static let files = [
        "/run/secrets/intake-token": "hush\n",
        "/run/secrets/journal-key": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    ]

    static func file(_ text: String) -> ConfigurationFile {
        ConfigurationFile(
            text: text,
            environment: { environment[$0] },
            readFile: { path in
                guard let content = files[path] else { throw FileProblem(reason: "does not exist") }
                return content
            }
        )
    }

    /// The configuration that is in `text`, which must be well.
    static func load(_ text: String) throws -> DaemonConfiguration {
        let file = file(text)
        let loaded = DaemonConfiguration.load(file, catalogue: StubKinds.catalogue)
        #expect(loaded.diagnostics.map(\.description) == [])
        #expect(file.titlesOfUnfinishedSections == [])
        return try #require(loaded.configuration)
    }

    /// The mistakes in `text`, which must have some.
    static func mistakes(_ text: String) -> [String] {
        let file = file(text)
        let loaded = DaemonConfiguration.load(file, catalogue: StubKinds.catalogue)
        #expect(loaded.configuration == nil)
        #expect(file.titlesOfUnfinishedSections == [])
        return loaded.diagnostics.map(\.description)
    }

    /// `top` above one destination and the route to it.
    static func with(top: String) -> String {
        "\(top)\ndestinations: {local: {kind: sqlite, path: p}}\nroutes: [{to: local}]\n"
    }

    /// One destination that has `keys` beside its kind.
    static func with(destination keys: String) -> String {
        "destinations:\n  local:\n    kind: sqlite\n    path: p\n    \(keys)\nroutes:\n  - to: local\n"
    }
}
