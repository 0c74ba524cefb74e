import Daemon
import RouterCore
import Testing

@Suite("What a new configuration changes")
struct ConfigurationDifferenceTests {
    private static let before = """
        intake: {signature: {secrets: [one]}}
        journal: {keep: 1h}
        destinations:
          local: {kind: sqlite, path: a}
          alerts: {kind: webhook, url: "https://example.org", secret: "whsec_x"}
        routes:
          - to: [local]
          - match: {type: body}
            to: [alerts]
        """

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var edits: [(String, String)] = []
        var added: [String] = []
        var removed: [String] = []
        var changed: [String: [String]] = [:]
        var untouched = ["local", "alerts"]
        var changesRoutes = false
        var applied: [String] = []
        var needsRestart: [String] = []
    }

    static let cases = [
        Case(testDescription: "nothing"),
        Case(
            testDescription: "keys in another order, quotes, a default that is written",
            edits: [
                ("{kind: sqlite, path: a}", "{path: \"a\", kind: sqlite}"),
                ("journal: {keep: 1h}", "journal: {keep: 60m}"),
            ],
            changed: ["local": ["path"]],
            untouched: ["alerts"]
        ),
        Case(
            testDescription: "destinations in another order",
            edits: [
                ("  local: {kind: sqlite, path: a}\n", ""),
                ("secret: \"whsec_x\"}\n", "secret: \"whsec_x\"}\n  local: {kind: sqlite, path: a}\n"),
            ],
            untouched: ["alerts", "local"]
        ),
        Case(
            testDescription: "a secret and a timeout of one destination",
            edits: [("secret: \"whsec_x\"", "secret: \"whsec_y\", timeout: 5s")],
            changed: ["alerts": ["secret", "timeout"]],
            untouched: ["local"]
        ),
        Case(
            testDescription: "another kind under the same name",
            edits: [("{kind: sqlite, path: a}", "{kind: directory, path: a}")],
            changed: ["local": ["kind"]],
            untouched: ["alerts"]
        ),
        Case(
            testDescription: "a destination more and one less",
            edits: [
                ("local: {kind: sqlite, path: a}", "archive: {kind: directory, path: b}"), ("[local]", "[archive]"),
            ],
            added: ["archive"],
            removed: ["local"],
            untouched: ["alerts"],
            changesRoutes: true
        ),
        Case(
            testDescription: "a condition of a route",
            edits: [("{type: body}", "{type: daily}")],
            changesRoutes: true
        ),
        Case(
            testDescription: "who may send, how much, and what is kept",
            edits: [
                ("{signature: {secrets: [one]}}", "{signature: {secrets: [one, two], tolerance: 1h}, max_body: 1MiB}"),
                ("keep: 1h", "keep: 2h"),
            ],
            applied: ["intake.signature.secrets", "intake.signature.tolerance", "intake.max_body", "journal.keep"]
        ),
        Case(
            testDescription: "what cannot change while the daemon runs",
            edits: [
                ("intake:", "listen: 127.0.0.1:9999\ndata: elsewhere\nlog: {level: debug}\nintake:"),
                ("{keep: 1h}", "{keep: 1h, segment_size: 8MiB, max_size: 1GiB}"),
            ],
            needsRestart: [
                "listen, admin.listen or intake.tls", "data", "journal.segment_size", "journal.max_size", "log.level",
            ]
        ),
    ]

    @Test("is told by name and key", arguments: cases)
    func difference(_ one: Case) throws {
        var text = Self.before
        for (old, new) in one.edits {
            #expect(text.contains(old))
            text = text.replacing(old, with: new)
        }
        let running = try ConfigurationText.load(Self.before)
        let new = try ConfigurationText.load(text)
        let difference = ConfigurationDifference(from: running, to: new)
        #expect(difference.added == one.added)
        #expect(difference.removed == one.removed)
        #expect(Dictionary(uniqueKeysWithValues: difference.changed.map { ($0.name, $0.keys) }) == one.changed)
        #expect(difference.untouched == one.untouched)
        #expect(difference.changesRoutes == one.changesRoutes)
        #expect(difference.applied == one.applied)
        #expect(difference.needsRestart == one.needsRestart)
    }

    @Test("stays what it was where it needs a restart, and is told again by the next reload")
    func inForce() throws {
        let running = try ConfigurationText.load(Self.before)
        let new = try ConfigurationText.load("data: elsewhere\n" + Self.before.replacing("keep: 1h", with: "keep: 2h"))
        let inForce = ConfigurationDifference.inForce(new, after: running)
        #expect(inForce.data == running.data)
        #expect(inForce.journal.keep == .seconds(7200))
        #expect(ConfigurationDifference(from: inForce, to: new).needsRestart == ["data"])
        #expect(ConfigurationDifference(from: inForce, to: inForce).isEmpty)
    }
}
