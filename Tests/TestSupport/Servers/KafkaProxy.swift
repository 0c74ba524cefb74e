import Foundation

/// A process in front of the Kafka broker of the test run that adds what the broker cannot do: another port in its
/// metadata, TLS, SASL PLAIN, messages that it refuses. `Tests/Servers/kafka_proxy.py` is its program.
package final class KafkaProxy: Sendable {
    /// The port that it listens on.
    package let port: Int
    private let child: ChildProcess
    private let directory: TemporaryDirectory

    /// Starts it. `advertised`: the port that clients are to find in the metadata, in place of its own.
    package init(
        advertised: Int? = nil,
        hasTLS: Bool = false,
        user: String? = nil,
        password: String? = nil
    ) async throws {
        let broker = try TestServers.kafka
        let upstream = broker.split(separator: ":").last.map(String.init) ?? broker
        let port = try FreePort.pick()
        directory = try TemporaryDirectory()
        var arguments = [
            Self.program, "--listen", "\(port)", "--upstream", upstream, "--advertise", "\(advertised ?? port)",
            "--refuse", directory.path("refused"),
        ]
        if hasTLS {
            arguments += ["--certificate", try TestServers.certificate, "--private-key", try TestServers.privateKey]
        }
        if let user, let password { arguments += ["--user", user, "--password", password] }
        let child = try ChildProcess(TestServers.python, arguments)
        self.port = port
        self.child = child
        try await eventually("the proxy of Kafka listens") {
            guard child.isRunning else { throw CancellationError() }
            return (try? HeldPort(UInt16(port))) == nil
        }
    }

    deinit {
        child.signal(SIGTERM)
    }

    /// Has it refuse, from now on, sets of messages that are not compressed and hold `text`, which has no white space.
    package func refuse(_ text: String) throws {
        let path = directory.path("refused")
        let before = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        try (before + text + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static let program = TestFiles.path("Servers/kafka_proxy.py")
}
