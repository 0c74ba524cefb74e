import Foundation
import HTTPTransport
import RouterCore
import Synchronization
import TestSupport
import Testing
import WebhookDestination

/// Tokens by client credentials: fetched once, renewed, replaced where they are refused.
@Suite struct WebhookOAuthTests {
    /// A token endpoint that counts its tokens: `token-1`, `token-2`…
    private final class TokenServer: Sendable {
        let receiver: WebhookReceiver
        private let count = Mutex(0)

        init(lifetime: Int = 3600) async throws {
            receiver = try await WebhookReceiver()
            receiver.answer { [self] _ in
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                let body = #"{"access_token":"token-\#(number)","token_type":"Bearer","expires_in":\#(lifetime)}"#
                return .status(200, headers: ["content-type": "application/json"], body: body)
            }
        }

        func settings(_ authentication: OAuthSettings.ClientAuthentication = .header) throws -> OAuthSettings {
            OAuthSettings(
                tokenURL: try HTTPURL(receiver.url),
                clientID: "distributary",
                clientSecret: "s3cret/+",
                scope: "system/Observation.c system/Device.c",
                clientAuthentication: authentication
            )
        }
    }

    private func deliver(_ webhook: TestWebhook, _ ids: String...) async -> Outcomes {
        await webhook.destination.deliver(Batch(ids.map { TestWebhook.event($0) }))
    }

    @Test func oneTokenServesManyRequests() async throws {
        let server = try await TokenServer()
        try await TestWebhook.run(oauth: server.settings()) { webhook in
            let outcomes = await deliver(webhook, "a", "b", "c", "d", "e", "f")
            #expect((0..<6).allSatisfy { outcomes[$0] == .delivered })
            #expect(Set(webhook.receiver.requests.map { $0.header("authorization") }) == ["Bearer token-1"])
            #expect(server.receiver.requests.count == 1)
        }
        let request = try #require(server.receiver.requests.first)
        #expect(request.method == "POST")
        #expect(request.header("content-type") == "application/x-www-form-urlencoded")
        let credentials = Data("distributary:s3cret%2F%2B".utf8).base64EncodedString()
        #expect(request.header("authorization") == "Basic \(credentials)")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "grant_type=client_credentials&scope=system%2FObservation.c%20system%2FDevice.c"
        )
    }

    @Test func theClientCanAuthenticateInTheBody() async throws {
        let server = try await TokenServer()
        try await TestWebhook.run(oauth: server.settings(.body)) { webhook in
            #expect(await deliver(webhook, "a")[0] == .delivered)
        }
        let request = try #require(server.receiver.requests.first)
        #expect(request.header("authorization") == nil)
        let form = String(decoding: request.body, as: UTF8.self)
        #expect(form.hasSuffix("&client_id=distributary&client_secret=s3cret%2F%2B"))
    }

    @Test func aTokenThatHasEndedIsRenewed() async throws {
        let server = try await TokenServer(lifetime: 0)
        try await TestWebhook.run(oauth: server.settings()) { webhook in
            #expect(await deliver(webhook, "a")[0] == .delivered)
            #expect(await deliver(webhook, "b")[0] == .delivered)
            #expect(
                webhook.receiver.requests.map { $0.header("authorization") } == ["Bearer token-1", "Bearer token-2"]
            )
        }
    }

    @Test func aTokenThatIsRefusedIsReplacedOnceThenItPauses() async throws {
        let server = try await TokenServer()
        try await TestWebhook.run(oauth: server.settings()) { webhook in
            webhook.receiver.answer { $0.header("authorization") == "Bearer token-1" ? .status(401) : .status(200) }
            #expect(await deliver(webhook, "a")[0] == .delivered)
            #expect(server.receiver.requests.count == 2)
            webhook.receiver.answer { _ in .status(401) }
            guard case .pause(let reason) = await deliver(webhook, "b")[0] else {
                return #expect(Bool(false), "a token that is refused again pauses")
            }
            #expect(reason.contains("'oauth'"))
            #expect(webhook.receiver.requests.count == 4)
        }
    }

    @Test(arguments: [
        (400, #"{"error":"invalid_scope"}"#, true, "400 Bad Request invalid_scope"),
        (401, #"{"error":"invalid_client","error_description":"s3cret"}"#, true, "401 Unauthorized invalid_client"),
        (401, #"{"error":"Token AB12"}"#, true, "401 Unauthorized:"), (403, "", true, "403"),
        (404, "", true, "'token_url'"),
        (429, "", false, "429"), (500, "", false, "500"), (200, "{}", false, "without a token"),
        (200, "no json", false, "without a token"),
        (200, #"{"access_token":"a\nb"}"#, false, "without a token"),
        (200, #"{"access_token":"a","token_type":"mac"}"#, false, "without a token"),
    ])
    func whatTheTokenEndpointSaysDecides(status: Int, body: String, pauses: Bool, words: String) async throws {
        let server = try await TokenServer()
        server.receiver.answer { _ in .status(status, body: body) }
        try await TestWebhook.run(oauth: server.settings()) { webhook in
            let outcomes = await deliver(webhook, "a", "b")
            for index in 0..<2 {
                if pauses {
                    guard case .pause = outcomes[index] else { return #expect(Bool(false), "\(outcomes[index])") }
                } else {
                    guard case .retry = outcomes[index] else { return #expect(Bool(false), "\(outcomes[index])") }
                }
                #expect(outcomes[index].reason.contains(words), "\(outcomes[index].reason)")
                #expect(!outcomes[index].reason.contains("s3cret"))
            }
            #expect(webhook.receiver.requests.isEmpty, "nothing is sent without a token")
        }
    }

    @Test func aTokenEndpointThatIsAwayIsTriedAgain() async throws {
        let server = try await TokenServer()
        let settings = try server.settings()
        try await server.receiver.stop()
        try await TestWebhook.run(oauth: settings) { webhook in
            guard case .retry = await deliver(webhook, "a")[0] else {
                return #expect(Bool(false), "it may be back the next time")
            }
            try await server.receiver.start()
            #expect(await deliver(webhook, "a")[0] == .delivered)
        }
    }

    @Test func examiningAsksForAToken() async throws {
        let server = try await TokenServer()
        try await TestWebhook.run(oauth: server.settings()) { webhook in
            let good = await webhook.destination.examine()
            #expect(good.map(\.verdict) == [.good, .good, .unknown])
            #expect(webhook.receiver.requests.isEmpty)
        }
        server.receiver.answer { _ in .status(401) }
        try await TestWebhook.run(oauth: server.settings()) { webhook in
            #expect(await webhook.destination.examine().map(\.verdict) == [.good, .bad, .unknown])
        }
    }
}
