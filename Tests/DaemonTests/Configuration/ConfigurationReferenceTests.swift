import ConfigurationReader
import Daemon
import Foundation
import Intake
import Logging
import RouterCore
import StructuredLogging
import Testing

@Suite struct ConfigurationReferenceTests {
    static let reference = """
        listen: [127.0.0.1:8080, "unix:/run/distributary/intake.sock"]
        data: /var/lib/distributary

        intake:
          signature:
            secrets: ["${TERRA_SIGNING_SECRET}"]
            tolerance: 12h
          bearer_tokens: ["${file:/run/secrets/intake-token}"]
          tls: {certificate: cert.pem, private_key: key.pem, client_ca: ca.pem}
          max_body: 16MiB
          deduplicate_for: 48h
          fetch_payloads: false
          open: false

        admin: {listen: 127.0.0.1:8081}

        journal:
          segment_size: 32MiB
          keep: 1h
          max_size: 5GiB

        log: {format: logfmt, level: debug, stats_every: 10s}

        destinations:
          warehouse:
            kind: postgres
            url: ${DATABASE_URL}
            schema: terra
            timeout: 20s
            batch: {max_events: 250, max_size: 2MiB, max_age: 100ms}
            concurrency: 5
            rate: 100/s
            order: user
            format: json
            versions: every
            retry: {initial: 2s, max: 10m, give_up_after: 3d}
            backlog: {max_size: 5GiB, when_full: drop_oldest}
            dead_letters: {warn_at: 500}
          local: {kind: sqlite, path: data/glucose.sqlite, concurrency: auto, retry: {give_up_after: never}}
          archive: {kind: directory, path: data/archive, compression: gzip}
          alerts: {kind: webhook, url: "https://example.org", secret: "whsec_x", headers: {X-Team: cgm}, method: POST, batch_format: single}

        routes:
          - match: {type: body, provider: DEXCOM}
            to: [warehouse, local]
          - match: {type: body, glucose: {below: 70, of: latest}}
            to: [alerts]
          - match: {any: [{type: auth}, {type: deauth}], user: {reference_id: "clinic-7-*"}}
            to: [local]
          - match: {where: {"/data/0/device_data/name": {equals: "Dexcom G7"}}}
            to: [local]
          - to: [archive]
            strict: true
        """

    @Test func everySectionOfTheReferenceIsRead() throws {
        let configuration = try ConfigurationText.load(Self.reference)
        let tls = TLSFiles(certificate: "cert.pem", privateKey: "key.pem", clientCA: "ca.pem")
        #expect(
            configuration.listeners == [
                ListenerConfiguration(address: .tcp(host: "127.0.0.1", port: 8080), role: .intake, tls: tls),
                ListenerConfiguration(address: .unix(path: "/run/distributary/intake.sock"), role: .intake),
                ListenerConfiguration(address: .tcp(host: "127.0.0.1", port: 8081), role: .admin),
            ]
        )
        #expect(configuration.data == "/var/lib/distributary")
        #expect(configuration.intake.signingSecrets == ["hush"])
        #expect(configuration.intake.signatureTolerance == .seconds(12 * 3600))
        #expect(configuration.intake.bearerTokens == ["hush"])
        #expect(configuration.intake.maxBody == 16 << 20)
        #expect(configuration.intake.deduplicateFor == .seconds(48 * 3600))
        #expect(configuration.journal.segmentSize == 32 << 20)
        #expect(configuration.journal.keep == .seconds(3600))
        #expect(configuration.journal.maxSize == 5 << 30)
        #expect(configuration.log.format == .logfmt)
        #expect(configuration.log.level == .debug)
        #expect(configuration.log.statsEvery == .seconds(10))
    }

    @Test func whatEveryDestinationTakesIsRead() throws {
        let destinations = try ConfigurationText.load(Self.reference).destinations
        #expect(destinations.map(\.name) == ["warehouse", "local", "archive", "alerts"])
        #expect(destinations.map(\.kind) == ["postgres", "sqlite", "directory", "webhook"])
        var expected = DeliverySettings()
        expected.timeout = .seconds(20)
        expected.limits = BatchLimits(maxEvents: 250, maxBytes: 2 << 20, maxAge: .milliseconds(100), concurrency: 5)
        expected.rate = 100
        expected.order = .user
        expected.retryInitial = .seconds(2)
        expected.retryMax = .seconds(600)
        expected.giveUpAfter = .seconds(3 * 86_400)
        expected.backlogMaxSize = 5 << 30
        expected.deadLettersWarnAt = 500
        expected.whenFull = .dropOldest
        #expect(destinations.first?.settings == expected)
        // What is written, then what suits the kind: stores keep the latest version, streams every one.
        #expect(destinations.map(\.settings.versions) == [.every, .latest, .latest, .every])
    }

    @Test func aDestinationIsMadeFromItsOwnKeysAndTheContext() throws {
        let destination = try #require(try ConfigurationText.load(Self.reference).destinations.last)
        let context = DestinationContext(name: "alerts", timeout: .seconds(1), logger: Logger(label: "test"))
        let made = destination.make(context) as? StubDestination<StubKinds.Webhook>
        #expect(made?.name == "webhook alerts")
    }

    @Test func routesNameDestinationsByTheirPlace() throws {
        let routes = try ConfigurationText.load(Self.reference).routes.routes
        func set(_ indices: Int...) -> DestinationSet { DestinationSet(indices.map(DestinationSet.init(index:))) }
        #expect(routes.map(\.destinations) == [set(0, 1), set(3), set(1), set(1), set(2)])
        #expect(routes.map { $0.match == nil } == [false, false, false, false, true])
        #expect(routes.map(\.isStrict) == [false, false, false, false, true])
    }

    @Test func everythingButDestinationsAndRoutesHasADefault() throws {
        let configuration = try ConfigurationText.load(ConfigurationText.with(top: ""))
        #expect(
            configuration.listeners == [
                ListenerConfiguration(address: .tcp(host: "127.0.0.1", port: 8080), role: [.intake, .admin])
            ]
        )
        #expect(configuration.data == "data")
        #expect(configuration.intake == IntakeSettings())
        #expect(configuration.intake.maxBody == 32 << 20)
        #expect(configuration.intake.deduplicateFor == .seconds(86_400))
        #expect(configuration.journal == JournalSettings())
        #expect(configuration.journal.maxSize == 10 << 30)
        #expect(configuration.log == LogSettings())
        var settings = DeliverySettings()
        settings.limits = StubDestination<StubKinds.SQLite>.defaultLimits
        settings.versions = .latest
        #expect(configuration.destinations.first?.settings == settings)
    }

    @Test func theCommittedConfigurationNeedsNoServerAndNoAccount() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let text = try String(contentsOf: root.appending(path: "destinations.yaml"), encoding: .utf8)
        let configuration = try ConfigurationText.load(text)
        #expect(Set(configuration.destinations.map(\.kind)) == ["sqlite", "directory"])
        #expect(configuration.listeners.map(\.address.isLocal) == [true])
        #expect(configuration.routes.routes.map(\.destinations.rawValue) == [0b11])
    }

    @Test(arguments: [("100/s", 100.0), ("600/m", 10), ("1800/h", 0.5), ("20", 20), ("0.5/s", 0.5)])
    func aRateIsEventsInATime(text: String, eventsASecond: Double) throws {
        let configuration = try ConfigurationText.load(ConfigurationText.with(destination: "rate: \(text)"))
        #expect(configuration.destinations.first?.settings.rate == eventsASecond)
    }
}
