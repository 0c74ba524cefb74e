import Foundation
import HTTPTransport
import TestSupport
import Testing

/// A daemon with a store and a stream, and the API that history comes from.
struct BackfillWorld {
    static let token = "intake-token-of-the-test"

    let terra: TerraServer
    let stream: WebhookReceiver
    let daemon: DaemonUnderTest

    init(key: String = "secret-key") async throws {
        let (terra, stream) = try await (TerraServer(), WebhookReceiver())
        daemon = try DaemonUnderTest { directory in
            """
            terra: {dev_id: developer, api_key: "\(key)", base_url: "\(terra.baseURL)"}
            destinations:
              local: {kind: sqlite, path: "\(directory.path("local.sqlite"))"}
              stream: {kind: webhook, url: "\(stream.url)"}
            routes:
              - to: [local, stream]

            """
        }
        self.terra = terra
        self.stream = stream
    }

    /// Starts `distributary backfill` without waiting for it.
    func start(_ arguments: [String]) throws -> ChildProcess {
        try ChildProcess(DaemonUnderTest.binary(), command(arguments))
    }

    func run(_ arguments: [String]) async throws -> ProcessResult {
        try await ChildProcess.run(DaemonUnderTest.binary(), command(arguments))
    }

    private func command(_ arguments: [String]) -> [String] {
        ["backfill", "--config", daemon.directory.path("destinations.yaml")] + arguments
    }

    func waitUntilDelivered() async throws {
        for name in ["local", "stream"] {
            try await eventually("\(name) has everything") { try await daemon.waiting(name).events == 0 }
            #expect(try await daemon.waiting(name).deadLetters == 0)
        }
    }

    var stored: StoreContents {
        get async throws { try await StoreContents.sqlite(daemon.directory.path("local.sqlite")) }
    }

    /// What SQLite must hold of the server's days: mg/dL by user and instant.
    static func readings(users: [String], days: [String], samples: Int = 12) throws -> [String: String] {
        var readings: [String: String] = [:]
        for user in users {
            for day in days {
                let start = try Date("\(day)T00:00:00Z", strategy: .iso8601)
                let ordinal = Int(start.timeIntervalSince1970) / 86_400 + 719_163
                let seed = ordinal + user.utf8.reduce(0) { $0 + Int($1) }
                for number in (288 - samples)..<288 {
                    let time = start.addingTimeInterval(Double(300 * number)).formatted(.iso8601)
                    readings["\(user)/\(time.dropLast()).000000Z"] = "\(70 + (seed + number) % 120)"
                }
            }
        }
        return readings
    }

    static func days(from first: String, count: Int) throws -> [String] {
        let start = try Date("\(first)T00:00:00Z", strategy: .iso8601)
        return (0..<count).map {
            String(start.addingTimeInterval(Double($0) * 86_400).formatted(.iso8601).prefix(10))
        }
    }
}
