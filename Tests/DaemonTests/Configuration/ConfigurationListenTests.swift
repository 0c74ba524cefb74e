import ConfigurationReader
import Daemon
import Intake
import Testing

/// Strangers must not get in by an oversight.
@Suite struct ConfigurationListenTests {
    @Test(arguments: [
        "intake: {open: true}",
        "intake: {bearer_tokens: t}",
        "intake: {signature: {secrets: s}}",
        "intake: {tls: {certificate: c, private_key: k, client_ca: a}}",
    ])
    func listeningBeyondLoopbackIsAllowedWhereStrangersAreKeptOutOrWelcome(intake: String) throws {
        let text = ConfigurationText.with(top: "listen: [0.0.0.0:8080, \"[::]:8080\"]\n\(intake)")
        #expect(try ConfigurationText.load(text).listeners.count == 3)
    }

    @Test(arguments: [
        "",
        "intake: {}",
        "intake:",
        "intake: {open: false}",
        "intake: {bearer_tokens: }",
        "intake: {signature: }",
        "intake: {tls: {certificate: c, private_key: k}}",
        "intake: {tls: {certificate: c, private_key: k, client_ca: }}",
    ])
    func listeningBeyondLoopbackIsRefusedOtherwise(intake: String) {
        let mistakes = ConfigurationText.mistakes(ConfigurationText.with(top: "listen: 0.0.0.0:8080\n\(intake)"))
        #expect(
            mistakes == [
                """
                destinations.yaml:1:9: error: other machines can reach this address, and nothing keeps strangers out: \
                set intake.signature, intake.bearer_tokens or intake.tls.client_ca, or say intake.open: true
                listen: 0.0.0.0:8080
                        ^
                """
            ]
        )
    }

    @Test(arguments: [
        ("intake: {bearer_tokens: []}", "'bearer_tokens' must list at least one token, or be left out"),
        ("intake: {bearer_tokens: [\"\"]}", "'bearer_tokens' must not hold an empty string"),
        ("intake: {bearer_tokens: \"${EMPTY:-}\"}", "'bearer_tokens' must not hold an empty string"),
        ("intake: {bearer_tokens: {a: b}}", "'bearer_tokens' must be a list of strings, found a mapping"),
        ("intake: {signature: {}}", "'secrets' must list at least one signing secret"),
        ("intake: {signature: {secrets: }}", "'secrets' must list at least one signing secret"),
        ("intake: {signature: {secrets: []}}", "'secrets' must list at least one signing secret"),
        ("intake: {signature: {secrets: [~]}}", "'secrets' must not hold an empty string"),
        ("intake: {tls: {certificate: c, private_key: k, client_ca: \"\"}}", "'client_ca' must not be empty"),
        ("intake: {open: maybe, bearer_tokens: t}", "'open' must be true or false, found a string"),
    ])
    func aGuardThatKeepsNobodyOutIsAMistake(intake: String, message: String) {
        let file = ConfigurationText.file(ConfigurationText.with(top: "listen: 0.0.0.0:8080\n\(intake)"))
        let loaded = DaemonConfiguration.load(file, catalogue: StubKinds.catalogue)
        #expect(loaded.configuration == nil)
        #expect(loaded.diagnostics.map(\.message) == [message])
    }

    @Test func eachAddressThatIsOpenIsReported() {
        let text = ConfigurationText.with(top: "listen:\n  - 127.0.0.1:1\n  - 10.0.0.1:2\n  - unix:/s\n  - host:3")
        #expect(
            ConfigurationText.mistakes(text).map { $0.prefix(22) } == [
                "destinations.yaml:3:5:", "destinations.yaml:5:5:",
            ]
        )
    }

    @Test(arguments: [
        ("127.0.0.1:80", ListenAddress.tcp(host: "127.0.0.1", port: 80)),
        ("\"[::1]:8080\"", .tcp(host: "::1", port: 8080)),
        ("localhost:0", .tcp(host: "localhost", port: 0)),
        ("unix:intake.sock", .unix(path: "intake.sock")),
    ])
    func addressesAreRead(text: String, address: ListenAddress) throws {
        let listeners = try ConfigurationText.load(ConfigurationText.with(top: "listen: \(text)")).listeners
        #expect(listeners == [ListenerConfiguration(address: address, role: [.intake, .admin])])
    }

    @Test func statusIsServedOnItsOwnAddressWhereIntakeIsOpen() throws {
        let text = ConfigurationText.with(top: "listen: 0.0.0.0:8080\nintake: {open: true}")
        #expect(
            try ConfigurationText.load(text).listeners == [
                ListenerConfiguration(address: .tcp(host: "0.0.0.0", port: 8080), role: .intake),
                ListenerConfiguration(address: .tcp(host: "127.0.0.1", port: 8081), role: .admin),
            ]
        )
    }

    @Test func statusMayShareIntakesAddress() throws {
        let text = ConfigurationText.with(top: "listen: 127.0.0.1:1\nadmin: {listen: [127.0.0.1:1, unix:/s]}")
        #expect(
            try ConfigurationText.load(text).listeners == [
                ListenerConfiguration(address: .tcp(host: "127.0.0.1", port: 1), role: [.intake, .admin]),
                ListenerConfiguration(address: .unix(path: "/s"), role: .admin),
            ]
        )
    }
}
