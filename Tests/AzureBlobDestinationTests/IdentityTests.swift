import AzureBlobDestination
import Foundation
import RouterCore
import TestSupport
import Testing

/// Tokens of the test run's token endpoints, which the Blob service verifies.
@Suite(.timeLimit(.minutes(5))) struct IdentityTests {
    private func deliver(
        _ account: TestAccount,
        environment: [String: String],
        times: Int = 1
    ) async throws -> [Outcome] {
        let destination = try TestAccount.destination(
            ["account": TestAccount.name, "endpoint": account.origin, "container": account.container],
            environment: environment
        )
        var outcomes: [Outcome] = []
        try await using(destination) { destination in
            let factory = EventFactory()
            for day in 0..<times {
                let event = factory.day(SampleDay(user: "user-1", day: day, readings: 3)).event
                outcomes.append(await destination.deliver(Batch([event]))[0])
            }
        }
        return outcomes
    }

    private func workload(_ account: TestAccount, file: String, client: String = "app") -> [String: String] {
        [
            "AZURE_CLIENT_ID": client, "AZURE_TENANT_ID": "tenant", "AZURE_FEDERATED_TOKEN_FILE": file,
            "AZURE_AUTHORITY_HOST": account.origin + "/",
        ]
    }

    @Test func workloadIdentityExchangesTheFilesToken() async throws {
        let account = try TestAccount()
        let directory = try TemporaryDirectory()
        let file = directory.path("token")
        try Data("\(TestServers.azureFederatedToken)\n".utf8).write(to: URL(fileURLWithPath: file))
        #expect(
            try await deliver(account, environment: workload(account, file: file), times: 2) == [
                .delivered, .delivered,
            ]
        )
    }

    @Test func aFederatedTokenThatIsNotTakenPauses() async throws {
        let account = try TestAccount()
        let directory = try TemporaryDirectory()
        let file = directory.path("token")
        try Data("another".utf8).write(to: URL(fileURLWithPath: file))
        let outcome = try await deliver(account, environment: workload(account, file: file))[0]
        guard case .pause(let reason) = outcome else {
            Issue.record("credentials that are not taken pause: \(outcome)")
            return
        }
        #expect(reason.contains("AADSTS7000215") && !reason.contains("another"))
        guard
            case .retry(nil, let missing) = try await deliver(
                account,
                environment: workload(account, file: file + "x")
            )[0]
        else {
            Issue.record("a file that is not there yet may come")
            return
        }
        #expect(missing.contains(file + "x"))
    }

    @Test func aSecretAndThePlatformsEndpointsGiveTokensToo() async throws {
        let account = try TestAccount()
        let secret = try TestServers.azureFederatedToken
        let application = [
            "AZURE_CLIENT_ID": "app", "AZURE_TENANT_ID": "tenant", "AZURE_CLIENT_SECRET": secret,
            "AZURE_AUTHORITY_HOST": account.origin,
        ]
        #expect(try await deliver(account, environment: application) == [.delivered])
        let platform = ["IDENTITY_ENDPOINT": account.origin + "/msi/token", "IDENTITY_HEADER": secret]
        #expect(try await deliver(account, environment: platform) == [.delivered])
        let machine = ["AZURE_POD_IDENTITY_AUTHORITY_HOST": account.origin]
        #expect(try await deliver(account, environment: machine) == [.delivered])
        let wrong = ["IDENTITY_ENDPOINT": account.origin + "/msi/token", "IDENTITY_HEADER": "wrong"]
        guard case .pause = try await deliver(account, environment: wrong)[0] else {
            Issue.record("an endpoint that does not know us pauses")
            return
        }
    }

    @Test(arguments: [(60, 3), (3600, 1)]) func aTokenIsRenewedBeforeItEnds(lifetime: Int, fetches: Int) async throws {
        let receiver = try await WebhookReceiver()
        receiver.answer { request in
            request.uri.hasPrefix("/metadata/")
                ? .status(200, body: #"{"access_token":"t","expires_in":"\#(lifetime)"}"#)
                : .status(201, headers: ["ETag": "\"0x1\""])
        }
        let destination = try TestAccount.destination(
            ["account": "acct", "endpoint": "http://127.0.0.1:\(receiver.port)", "container": "cgm"],
            environment: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:\(receiver.port)"]
        )
        try await using(destination) { destination in
            let factory = EventFactory()
            for day in 0..<3 {
                let event = factory.day(SampleDay(user: "user-1", day: day, readings: 1)).event
                #expect(await destination.deliver(Batch([event]))[0] == .delivered)
            }
        }
        #expect(receiver.requests.filter { $0.uri.hasPrefix("/metadata/") }.count == fetches)
    }

    @Test func aTokenThatTheServiceDoesNotTakeIsReplacedOnce() async throws {
        let receiver = try await WebhookReceiver()
        receiver.answer { request in
            if request.uri.hasPrefix("/metadata/") {
                let count = receiver.requests.filter { $0.uri.hasPrefix("/metadata/") }.count
                return .status(200, body: #"{"access_token":"token-\#(count)","expires_in":"3600"}"#)
            }
            return request.header("authorization") == "Bearer token-2"
                ? .status(201, headers: ["ETag": "\"0x1\""])
                : .status(401, headers: ["x-ms-error-code": "InvalidAuthenticationInfo"])
        }
        let destination = try TestAccount.destination(
            ["account": "acct", "endpoint": "http://127.0.0.1:\(receiver.port)", "container": "cgm"],
            environment: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:\(receiver.port)"]
        )
        try await using(destination) { destination in
            let factory = EventFactory()
            for day in 0..<3 {
                let event = factory.day(SampleDay(user: "user-1", day: day, readings: 1)).event
                #expect(await destination.deliver(Batch([event]))[0] == .delivered)
            }
        }
        #expect(receiver.requests.filter { $0.uri.hasPrefix("/metadata/") }.count == 2)
        #expect(receiver.requests.count == 6)
    }

    @Test func manyWhoAskAtOnceFetchOneToken() async throws {
        let receiver = try await WebhookReceiver()
        receiver.answer { request in
            request.uri.hasPrefix("/metadata/")
                ? .status(200, body: #"{"access_token":"t","expires_in":"3600"}"#)
                : .status(201, headers: ["ETag": "\"0x1\""])
        }
        let destination = try TestAccount.destination(
            ["account": "acct", "endpoint": "http://127.0.0.1:\(receiver.port)", "container": "cgm"],
            environment: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:\(receiver.port)"]
        )
        try await using(destination) { destination in
            let factory = EventFactory()
            let events = (0..<40).map { factory.day(SampleDay(user: "user-\($0)", readings: 1)).event }
            let outcomes = await destination.deliver(Batch(events))
            for index in events.indices { #expect(outcomes[index] == .delivered) }
        }
        #expect(receiver.requests.filter { $0.uri.hasPrefix("/metadata/") }.count == 1)
    }
}
