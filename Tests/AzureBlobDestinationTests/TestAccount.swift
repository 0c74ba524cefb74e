import AzureBlobDestination
import ConfigurationReader
import Foundation
import HTTPTransport
import RouterCore
import TestSupport

/// The account of the test run's Blob service, with a container of the test's own, and destinations for it.
struct TestAccount {
    static let name = "testaccount"

    /// With the account's path.
    let endpoint: String
    let key: String
    let connectionString: String
    let container = "test-" + UUID().uuidString.lowercased()

    init() throws {
        connectionString = try TestServers.azureBlob
        var settings: [String: String] = [:]
        for part in connectionString.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            settings[pair[0]] = pair[1]
        }
        endpoint = settings["BlobEndpoint"] ?? ""
        key = settings["AccountKey"] ?? ""
    }

    /// Scheme, host and port.
    var origin: String { String(endpoint.dropLast(Self.name.count + 1)) }

    /// A destination from its keys as they would stand in `destinations.yaml`, in an environment that is only this.
    static func destination(
        _ keys: [String: String],
        environment: [String: String] = [:],
        timeout: Duration = .seconds(20),
        log: LogCapture = LogCapture()
    ) throws -> AzureBlobDestination {
        let (configuration, diagnostics) = configuration(keys, environment: environment)
        guard let configuration, diagnostics.isEmpty else {
            throw ConfigurationMistakes(description: diagnostics.map(\.message).joined(separator: "\n"))
        }
        let context = DestinationContext(name: "lake", timeout: timeout, logger: log.logger())
        return AzureBlobDestination(configuration: configuration, context: context)
    }

    static func configuration(
        _ keys: [String: String],
        environment: [String: String] = [:]
    ) -> (AzureBlobConfiguration?, [Diagnostic]) {
        let plain = ["create_container", "connections", "block_threshold", "block_size"]
        let lines = keys.map { key, value in
            "\(key): \(plain.contains(key) ? value : EventFactory.quoted(value))\n"
        }
        let file = ConfigurationFile(text: lines.joined())
        let configuration = file.root.flatMap { section in
            section.title = "an azure_blob destination"
            defer { section.finish() }
            return AzureBlobConfiguration(section, environment: environment)
        }
        return (configuration, file.diagnostics)
    }

    /// Runs a Python script with Microsoft's library at hand; `sys.argv[1:]` are the connection string, the container
    /// and `arguments`.
    func python(_ script: String, _ arguments: [String] = []) async throws -> String {
        try await ChildProcess.output(
            of: TestServers.python,
            ["-c", script, connectionString, container] + arguments
        )
    }
}

/// The configuration of a test is wrong.
struct ConfigurationMistakes: Error, CustomStringConvertible {
    let description: String
}

/// Runs `body` with a destination, and shuts it down afterwards, whatever happened.
func using(_ destination: AzureBlobDestination, _ body: (AzureBlobDestination) async throws -> Void) async throws {
    do {
        try await body(destination)
    } catch {
        await destination.shutdown()
        throw error
    }
    await destination.shutdown()
}
