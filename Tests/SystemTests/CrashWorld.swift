import Foundation
import HTTPTransport
import TestSupport
import Testing

/// The daemon, its four destinations, two of which are in trouble, and the load of the crash test.
struct CrashWorld {
    let ledger = LoadLedger()
    let proxy: FaultProxy
    let daemon: DaemonUnderTest
    private let receiver: WebhookReceiver
    private let schema = "crash_\(UInt32.random(in: 0 ... .max))"

    init(isEncrypted: Bool) async throws {
        var uri = try #require(URLComponents(string: TestServers.postgres))
        let proxy = try await FaultProxy(to: #require(uri.port))
        let receiver = try await WebhookReceiver()
        uri.port = proxy.port
        let warehouse = try #require(uri.string)
        let schema = schema
        let key = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
        let journal = isEncrypted ? "journal: {encryption_key: \"\(key)\"}" : ""
        daemon = try DaemonUnderTest { directory in
            """
            \(journal)
            destinations:
              local: {kind: sqlite, path: "\(directory.path("local.sqlite"))"}
              archive: {kind: directory, path: "\(directory.path("archive"))"}
              warehouse:
                kind: postgres
                url: "\(warehouse)"
                schema: \(schema)
                retry: {initial: 20ms, max: 200ms}
              stream: {kind: webhook, url: "\(receiver.url)", retry: {initial: 20ms, max: 200ms}}
            routes:
              - to: [local, archive, warehouse, stream]

            """
        }
        self.proxy = proxy
        self.receiver = receiver
    }

    /// Has the receiver fail now and then in every way that is worth another try, or no more.
    func setTrouble(_ isInTrouble: Bool) {
        receiver.answer { _ in
            guard isInTrouble else { return .status(200) }
            switch Int.random(in: 0..<20) {
            case 0: return .cut
            case 1: return .status(500)
            case 2: return .status(429, headers: ["Retry-After": "0"])
            default: return .status(200)
            }
        }
    }

    /// Loads the daemon until it is killed, and returns the requests that were never answered.
    func load(_ process: ChildProcess, killAfter delay: Duration, again: [LoadRequest]) async -> [LoadRequest] {
        let unanswered = UnansweredRequests(again)
        await withTaskGroup { group in
            for _ in 0..<6 {
                group.addTask { await loadUntilDead(process, unanswered) }
            }
            try? await Task.sleep(for: delay)
            process.signal(SIGKILL)
            await process.waitForEnd()
        }
        return unanswered.all
    }

    private func loadUntilDead(_ process: ChildProcess, _ unanswered: UnansweredRequests) async {
        var random = SystemRandomNumberGenerator()
        while process.isRunning {
            let count = [0, 1, 1, 1, 3, 8].randomElement(using: &random) ?? 1
            let request = unanswered.takeOne() ?? ledger.next(count, using: &random)
            do {
                try await send(request)
            } catch {
                unanswered.add(request)
            }
        }
    }

    /// Posts a request; throws unless it was acknowledged.
    func send(_ request: LoadRequest) async throws {
        let (body, type) = request.encoded(as: LoadRequest.Form.allCases.randomElement() ?? .array)
        let response = try await daemon.post(body, headers: request.headers + [type])
        guard response.status == 202 else {
            throw DaemonUnderTest.Failure(description: "answered \(response.status)")
        }
        ledger.acknowledge(request)
    }

    func waitUntilDrained() async throws {
        for name in ["local", "archive", "warehouse", "stream"] {
            try await eventually("\(name) has everything", timeout: .seconds(120)) {
                try await daemon.waiting(name).events == 0
            }
            let dead = try await daemon.waiting(name).deadLetters
            #expect(dead == 0, "\(name) has dead letters")
        }
    }

    func compare(_ kills: Int) async throws {
        let sent = ledger.events
        let acknowledged = sent.values.count(where: \.isAcknowledged)
        print("> crash test: \(sent.count) events sent, \(acknowledged) acknowledged, \(kills) kills")
        let local = try await StoreContents.sqlite(daemon.directory.path("local.sqlite"))
        local.expect(sent, in: "sqlite")
        let warehouse = try await StoreContents.postgres(TestServers.postgres, schema: schema)
        warehouse.expect(sent, in: "postgres")
        try ArchivedFiles(in: daemon.directory.path("archive")).expect(sent, in: "directory")
        compareStream(sent)
    }

    /// A stream may see an event twice, but each one at least once and as it was sent.
    private func compareStream(_ sent: [String: SentEvent]) {
        var received: [String: [UInt8]] = [:]
        for request in receiver.accepted {
            guard let identity = request.header("webhook-id") else { continue }
            received[identity] = request.body
            #expect(sent[identity]?.body == request.body, "stream: \(identity) has other bytes than were sent")
        }
        let missing = sent.filter { $0.value.isAcknowledged && received[$0.key] == nil }.keys
        #expect(missing.isEmpty, "stream: acknowledged and never received: \(missing.sorted().prefix(5))")
    }

    func shutDown() async {
        await daemon.shutDown()
    }
}
