import Foundation
import GoogleCredentials
import TestSupport
import Testing

/// Each kind of credentials, against endpoints that verify what they are shown with Google's own code and PyJWT.
@Suite(.timeLimit(.minutes(5)))
struct CredentialSourceTests {
    private func federation(
        _ account: TestAccount,
        source: [String: Any],
        impersonating: String? = nil
    ) throws -> String {
        var object: [String: Any] = [
            "type": "external_account",
            "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/cluster",
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": "\(account.server)/v1/token",
            "credential_source": source,
        ]
        if let impersonating {
            object["service_account_impersonation_url"] =
                "\(account.server)/v1/projects/-/serviceAccounts/\(impersonating):generateAccessToken"
        }
        return try TestAccount.json(object)
    }

    private func expectToken(_ credentials: String) async throws {
        try await TestAccount.access(credentials) { access in
            let authorization = try await access.authorization(until: .now + .seconds(20))
            #expect(authorization?.hasPrefix("Bearer ya29.") == true)
        }
    }

    private func failure(_ credentials: GoogleCredentials) async throws -> GoogleCredentialFailure? {
        try await TestAccount.access(credentials, timeout: .seconds(5)) { access in
            await #expect(throws: GoogleCredentialFailure.self) {
                try await access.authorization(until: .now + .seconds(5))
            }
        }
    }

    private func failure(_ text: String) async throws -> GoogleCredentialFailure? {
        try await TestAccount.access(text) { access in
            await #expect(throws: GoogleCredentialFailure.self) {
                try await access.authorization(until: .now + .seconds(20))
            }
        }
    }

    @Test func anAssertionOfAnotherKeyIsRefused() async throws {
        let account = try TestAccount()
        let pem = try await ChildProcess.output(of: "openssl", ["genpkey", "-algorithm", "RSA"])
        let failure = try await failure(account.credentials(["private_key": pem]))
        #expect(failure?.needsAttention == true)
        #expect(failure?.reason.contains("invalid_grant: Invalid JWT Signature.") == true)
        #expect(failure?.reason.contains("PRIVATE") == false)
    }

    @Test func aPersonsGrantIsExchanged() async throws {
        let account = try TestAccount()
        var grant: [String: Any] = [
            "type": "authorized_user", "client_id": "client", "client_secret": "client-secret",
            "refresh_token": "\(account.email)|refresh", "token_uri": "\(account.server)/token",
        ]
        try await expectToken(TestAccount.json(grant))
        #expect(try await account.requests() == 1)
        grant["refresh_token"] = "gone"
        let failure = try await failure(TestAccount.json(grant))
        #expect(failure?.needsAttention == true)
        #expect(failure?.reason.contains("Token has been expired or revoked") == true)
    }

    @Test func aFederatedTokenIsReadFromItsFileEachTime() async throws {
        let account = try TestAccount()
        let directory = try TemporaryDirectory()
        let file = URL(fileURLWithPath: directory.path("token"))
        let credentials = try federation(account, source: ["file": file.path])
        try await TestAccount.access(credentials) { access in
            let missing = await #expect(throws: GoogleCredentialFailure.self) {
                try await access.authorization(until: .now + .seconds(20))
            }
            #expect(missing?.needsAttention == false)
            #expect(missing?.reason.contains("\(file.path) does not exist") == true)
            try Data("wrong".utf8).write(to: file)
            let refused = await #expect(throws: GoogleCredentialFailure.self) {
                try await access.authorization(until: .now + .seconds(20))
            }
            #expect(refused?.needsAttention == true)
            try Data("\(account.email)|subject\n".utf8).write(to: file)
            #expect(try await access.authorization(until: .now + .seconds(20)) != nil)
        }
    }

    @Test func aFederatedTokenMayStandInJSONAndBehindAnImpersonation() async throws {
        let account = try TestAccount()
        let directory = try TemporaryDirectory()
        let file = URL(fileURLWithPath: directory.path("token"))
        try Data(#"{"id_token": "someone|subject"}"#.utf8).write(to: file)
        let format: [String: Any] = ["type": "json", "subject_token_field_name": "id_token"]
        let source: [String: Any] = ["file": file.path, "format": format]
        try await expectToken(federation(account, source: source, impersonating: account.email))
        #expect(try await account.requests() == 1)
        let failure = try await failure(federation(account, source: source, impersonating: "forbidden@x"))
        #expect(failure?.needsAttention == true)
        #expect(failure?.reason.contains("roles/iam.workloadIdentityUser") == true)
    }

    @Test func aFederatedTokenMayComeFromAURL() async throws {
        let account = try TestAccount()
        let receiver = try await WebhookReceiver()
        receiver.answer { _ in .status(503) }
        let failure = try await failure(federation(account, source: ["url": receiver.url]))
        #expect(failure?.needsAttention == false)
        #expect(failure?.reason.contains("answered 503") == true)
        receiver.answer { _ in .status(200, body: "\(account.email)|subject") }
        try await expectToken(federation(account, source: ["url": receiver.url, "headers": ["X-Identity": "yes"]]))
        #expect(receiver.requests.last?.header("x-identity") == "yes")
        #expect(try await account.requests() == 1)
    }

    @Test func aServiceAccountMayBeImpersonated() async throws {
        let account = try TestAccount()
        let source = try JSONSerialization.jsonObject(
            with: Data(account.credentials(["client_email": Self.caller]).utf8)
        )
        let credentials = try TestAccount.json([
            "type": "impersonated_service_account", "source_credentials": source, "delegates": ["a@b"],
            "service_account_impersonation_url":
                "\(account.server)/v1/projects/-/serviceAccounts/\(account.email):generateAccessToken",
        ])
        try await expectToken(credentials)
        #expect(try await account.requests() == 1)
    }

    private static let caller = "caller@test-project.iam.gserviceaccount.com"

    // MARK: - What is found where nothing is written

    @Test func theFileOfTheVariableIsReadAnewForEveryToken() async throws {
        let account = try TestAccount()
        let directory = try TemporaryDirectory()
        let file = URL(fileURLWithPath: directory.path("key.json"))
        let environment = ["GOOGLE_APPLICATION_CREDENTIALS": file.path, "GCE_METADATA_HOST": account.host]
        let credentials = GoogleCredentials.applicationDefault { environment[$0] }
        let missing = try await failure(credentials)
        #expect(missing?.needsAttention == true)
        #expect(missing?.reason == "GOOGLE_APPLICATION_CREDENTIALS names \(file.path), which does not exist")
        try Data(#"{"type": "service_account", "private_key": "hunter2"}"#.utf8).write(to: file)
        let wrong = try await failure(credentials)
        #expect(wrong?.reason.contains("no RSA key") == true)
        #expect(wrong?.reason.contains("hunter2") == false)
        try Data(account.credentials().utf8).write(to: file)
        try await TestAccount.access(credentials) { access in
            let authorization = try await access.authorization(until: .now + .seconds(20))
            #expect(authorization != nil)
        }
        #expect(try await account.requests() == 1)
    }

    @Test func theFileThatGcloudLeavesIsFound() async throws {
        let account = try TestAccount()
        let directory = try TemporaryDirectory()
        let file = URL(fileURLWithPath: directory.path("application_default_credentials.json"))
        try Data(account.credentials().utf8).write(to: file)
        let environment = ["CLOUDSDK_CONFIG": directory.path]
        try await TestAccount.access(.applicationDefault { environment[$0] }) { access in
            let authorization = try await access.authorization(until: .now + .seconds(20))
            #expect(authorization != nil)
        }
        #expect(try await account.requests() == 1)
    }

    @Test func theMetadataServerIsAskedLast() async throws {
        let account = try TestAccount()
        let environment = ["GCE_METADATA_HOST": account.host, "HOME": "/nonexistent"]
        try await TestAccount.access(.applicationDefault { environment[$0] }) { access in
            let authorization = try await access.authorization(until: .now + .seconds(20))
            #expect(authorization?.hasPrefix("Bearer ya29.") == true)
        }
    }

    @Test func withoutAMetadataServerItIsSaidWhatCanBeDone() async throws {
        let environment = ["GCE_METADATA_HOST": "127.0.0.1:\(try FreePort.pick())"]
        let failure = try await failure(.applicationDefault { environment[$0] })
        #expect(failure?.needsAttention == false)
        #expect(failure?.reason.contains("'credentials' is not set, nor GOOGLE_APPLICATION_CREDENTIALS") == true)
    }

    @Test func whatIsNoMetadataServerIsNotBelieved() async throws {
        let receiver = try await WebhookReceiver()
        receiver.answer { _ in .status(200) }
        let host = try #require(URLComponents(string: receiver.url)?.port)
        let environment = ["GCE_METADATA_HOST": "127.0.0.1:\(host)"]
        let failure = try await failure(.applicationDefault { environment[$0] })
        #expect(failure?.reason.contains("no metadata server") == true)
    }
}
