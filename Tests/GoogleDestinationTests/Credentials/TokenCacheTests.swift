import Foundation
import GoogleCredentials
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct TokenCacheTests {
    private func authorization(_ access: GoogleAccess) async throws -> String {
        try #require(try await access.authorization(until: .now + .seconds(20)))
    }

    @Test func aTokenIsKeptAndHoweverManyAskThereIsOneRequest() async throws {
        let account = try TestAccount()
        try await TestAccount.access(account.credentials()) { access in
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 { group.addTask { try await authorization(access) } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(tokens.count == 1)
            #expect(try await authorization(access) == tokens.first)
        }
        #expect(try await account.requests() == 1)
    }

    @Test func aTokenIsRenewedBeforeItEnds() async throws {
        let account = try TestAccount()
        try await account.set(#"{"lifetime": 20}"#)
        try await TestAccount.access(account.credentials()) { access in
            let first = try await authorization(access)
            // Whoever asks is never made to wait for it: there would be no time for that.
            try await eventually("another token is used") { try await access.authorization(until: .now) != first }
        }
    }

    @Test func aTokenGoesOnBeingUsedWhileItCannotBeRenewed() async throws {
        let account = try TestAccount()
        try await account.set(#"{"lifetime": 40}"#)
        try await TestAccount.access(account.credentials()) { access in
            let first = try await authorization(access)
            try await account.set(#"{"status": 503}"#)
            try await eventually("the server is asked again") {
                #expect(try await authorization(access) == first)
                return try await account.requests() > 1
            }
            #expect(try await authorization(access) == first)
            // Not asked at every turn.
            #expect(try await account.requests() == 2)
        }
    }

    @Test func aRefusedTokenIsReplaced() async throws {
        let account = try TestAccount()
        try await TestAccount.access(account.credentials()) { access in
            let first = try await authorization(access)
            #expect(await access.refused(first))
            let second = try await authorization(access)
            #expect(second != first)
            // Another request that had the first one says so late: the second one stays.
            #expect(await access.refused(first))
            #expect(try await authorization(access) == second)
        }
        #expect(try await account.requests() == 2)
    }

    @Test func aServerThatHangsIsNotWaitedForLongerThanAsked() async throws {
        let account = try TestAccount()
        let port = try #require(URLComponents(string: account.server)?.port)
        let proxy = try await FaultProxy(to: port)
        proxy.set(.blackhole)
        let credentials = try account.credentials(["token_uri": "http://127.0.0.1:\(proxy.port)/token"])
        try await TestAccount.access(credentials) { access in
            let start = ContinuousClock.now
            let failure = await #expect(throws: GoogleCredentialFailure.self) {
                try await access.authorization(until: .now + .milliseconds(300))
            }
            #expect(failure?.needsAttention == false)
            #expect(ContinuousClock.now - start < .seconds(15))
        }
    }

    @Test(arguments: [
        (
            #"{"status": 400, "error": "invalid_grant", "description": "Invalid JWT Signature."}"#, true,
            "clock is right"
        ),
        (#"{"status": 401, "error": "unauthorized_client"}"#, true, "check the client"),
        (#"{"status": 403, "error": "access_denied"}"#, true, "permissions"),
        (#"{"status": 400, "error": "somethingElse!", "description": "a\nb"}"#, true, "answered 400 (an error)"),
        (#"{"status": 408}"#, false, "408"),
        (#"{"status": 429}"#, false, "429"),
        (#"{"status": 500}"#, false, "500 (internal_failure)"),
        (#"{"status": 404}"#, false, "404"),
    ])
    func whatTheTokenEndpointAnswers(settings: String, needsAttention: Bool, words: String) async throws {
        let account = try TestAccount()
        try await account.set(settings)
        try await TestAccount.access(account.credentials()) { access in
            let failure = await #expect(throws: GoogleCredentialFailure.self) {
                try await access.authorization(until: .now + .seconds(20))
            }
            #expect(failure?.needsAttention == needsAttention)
            #expect(failure?.reason.contains(words) == true, "\(failure?.reason ?? "")")
            #expect(failure?.reason.contains(account.email) == true)
        }
    }
}
