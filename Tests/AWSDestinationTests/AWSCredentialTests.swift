import AWSCredentials
import Foundation
import RouterCore
import Synchronization
import TestSupport
import Testing

/// Where credentials come from, each place against a small server that speaks its documented protocol.
@Suite("AWS credentials")
struct AWSCredentialTests {
    private static let now: Int64 = 1_789_516_800

    /// `2026-09-16T…Z`, seconds after `now`.
    private static func time(after seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(now) + Double(seconds)).formatted(.iso8601)
    }

    private static func answer(
        _ id: String,
        expires seconds: Int,
        token: String = "session"
    )
        -> ReceiverAnswer
    {
        let members = [
            "Code": "Success", "AccessKeyId": id, "SecretAccessKey": "secret-of-\(id)", "Token": token,
            "Expiration": time(after: seconds),
        ]
        let text = members.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
        return .status(200, body: "{\(text)}")
    }

    private func provider(
        _ variables: [String: String],
        settings: AWSCredentialSettings = AWSCredentialSettings(),
        now: @escaping @Sendable () -> Int64 = { now }
    ) -> AWSCredentialProvider {
        // Nothing of the machine that runs the test is looked at.
        let isolated = [
            "HOME": "/nowhere",
            "AWS_EC2_METADATA_DISABLED": variables["AWS_EC2_METADATA_DISABLED"] ?? "true",
        ]
        return AWSCredentialProvider(
            settings,
            environment: AWSEnvironment(variables: isolated.merging(variables) { $1 }),
            now: now
        )
    }

    private func credentials(
        _ provider: AWSCredentialProvider
    ) async -> Result<
        AWSCredentials, DestinationFailure
    > {
        do throws(DestinationFailure) {
            return .success(try await provider.credentials(until: .now + .seconds(20)))
        } catch {
            return .failure(error)
        }
    }

    @Test("Written ones stand alone")
    func written() async throws {
        let settings = AWSCredentialSettings(
            credentials: AWSCredentials(accessKeyID: "w", secretAccessKey: "s")
        )
        let provider = provider(
            ["AWS_ACCESS_KEY_ID": "e", "AWS_SECRET_ACCESS_KEY": "s"],
            settings: settings
        )
        #expect(try await credentials(provider).get().accessKeyID == "w")
    }

    @Test("The environment's come first, and are not used by half")
    func environment() async throws {
        let whole = provider([
            "AWS_ACCESS_KEY_ID": "e", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
        ])
        #expect(
            try await credentials(whole).get()
                == AWSCredentials(accessKeyID: "e", secretAccessKey: "s", sessionToken: "t")
        )
        guard
            case .failure(.needsAttention(let reason)) = await credentials(
                provider(["AWS_ACCESS_KEY_ID": "e"])
            )
        else {
            Issue.record("half of a key was taken")
            return
        }
        #expect(reason.contains("AWS_SECRET_ACCESS_KEY"))
    }

    @Test("Nowhere any: a person has to act")
    func none() async {
        guard case .failure(.needsAttention(let reason)) = await credentials(provider([:])) else {
            Issue.record("found some")
            return
        }
        #expect(reason.contains("'access_key_id'"))
    }

    @Test("Profiles of the shared files, the credentials file before the config file")
    func profiles() async throws {
        let directory = try TemporaryDirectory()
        let files = [
            "credentials": """
            # keys
            [default]
            aws_access_key_id = default-id
            aws_secret_access_key=default-secret

            [team]
            aws_access_key_id=team-id
            aws_secret_access_key = a=b+c/
            aws_session_token = team-token
            [broken]
            aws_access_key_id = half
            """,
            "config": """
            [default]
            region = eu-west-2
            [profile team]
            aws_access_key_id = not-this-one
            region = us-west-1
            s3 =
              aws_access_key_id = nested
            [profile process]
            credential_process = /bin/true
            """,
        ]
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(fileURLWithPath: directory.path(name)))
        }
        let variables = [
            "AWS_SHARED_CREDENTIALS_FILE": directory.path("credentials"),
            "AWS_CONFIG_FILE": directory.path("config"),
        ]
        #expect(try await credentials(provider(variables)).get().accessKeyID == "default-id")
        let team = AWSCredentials(
            accessKeyID: "team-id",
            secretAccessKey: "a=b+c/",
            sessionToken: "team-token"
        )
        let named = variables.merging(["AWS_PROFILE": "team"]) { $1 }
        #expect(try await credentials(provider(named)).get() == team)
        #expect(
            try await credentials(provider(variables, settings: AWSCredentialSettings(profile: "team")))
                .get() == team
        )
        #expect(AWSEnvironment(variables: named).region(profile: nil) == "us-west-1")
        #expect(AWSEnvironment(variables: variables).region(profile: nil) == "eu-west-2")
        for (profile, word) in [
            ("broken", "aws_secret_access_key"), ("process", "credential_process"), ("gone", "gone"),
        ] {
            let settings = AWSCredentialSettings(profile: profile)
            guard
                case .failure(.needsAttention(let reason)) = await credentials(
                    provider(variables, settings: settings)
                )
            else {
                Issue.record("\(profile) gave credentials")
                continue
            }
            #expect(reason.contains(word))
        }
    }

    @Test("A container's, with the token that its file holds at the time")
    func container() async throws {
        let receiver = try await WebhookReceiver { _ in Self.answer("container", expires: 3600) }
        let directory = try TemporaryDirectory()
        let file = directory.path("token")
        try Data("first\n".utf8).write(to: URL(fileURLWithPath: file))
        let provider = provider([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": receiver.url,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
        ])
        let found = try await credentials(provider).get()
        #expect(found.accessKeyID == "container")
        #expect(found.sessionToken == "session")
        #expect(found.expiration == Self.now + 3600)
        try Data("second".utf8).write(to: URL(fileURLWithPath: file))
        await provider.invalidate(found)
        _ = await credentials(provider)
        #expect(receiver.requests.map { $0.header("Authorization") } == ["first", "second"])
        #expect(receiver.requests.allSatisfy { $0.method == "GET" })
        await provider.shutdown()
    }

    @Test(
        "A container's service that refuses needs a person, one that is away does not",
        arguments: [(403, true), (404, true), (500, false), (503, false)]
    )
    func containerRefuses(status: Int, needsPerson: Bool) async throws {
        let receiver = try await WebhookReceiver { _ in .status(status) }
        let provider = provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": receiver.url])
        switch await credentials(provider) {
        case .failure(.needsAttention): #expect(needsPerson)
        case .failure(.unavailable): #expect(!needsPerson)
        case .success: Issue.record("gave credentials")
        }
        await provider.shutdown()
    }

    @Test("A container's token goes nowhere else than to this machine or over TLS")
    func containerElsewhere() async {
        let provider = provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/credentials"])
        guard case .failure(.needsAttention(let reason)) = await credentials(provider) else {
            Issue.record("asked a foreign host")
            return
        }
        #expect(reason.contains("https"))
    }

    @Test("An instance's, by the second version of its metadata service")
    func instance() async throws {
        let receiver = try await WebhookReceiver { request in
            switch (request.method, request.uri) {
            case ("PUT", "/latest/api/token"):
                request.header("x-aws-ec2-metadata-token-ttl-seconds") == nil
                    ? .status(400) : .status(200, body: "imds")
            case ("GET", _) where request.header("x-aws-ec2-metadata-token") != "imds": .status(401)
            case ("GET", "/latest/meta-data/iam/security-credentials/"): .status(200, body: "a-role\n")
            case ("GET", "/latest/meta-data/iam/security-credentials/a-role"):
                Self.answer("instance", expires: 3600)
            default: .status(404)
            }
        }
        let provider = provider([
            "AWS_EC2_METADATA_DISABLED": "false",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(receiver.port)/",
        ])
        #expect(try await credentials(provider).get().accessKeyID == "instance")
        #expect(receiver.requests.count == 3)
        _ = await credentials(provider)
        #expect(receiver.requests.count == 3, "they are kept while they hold")
        await provider.shutdown()
    }

    @Test("Where there is no metadata service the search ends soon")
    func noInstance() async throws {
        let receiver = try await WebhookReceiver { _ in .wait }
        let provider = provider([
            "AWS_EC2_METADATA_DISABLED": "false",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(receiver.port)",
        ])
        let start = ContinuousClock.now
        guard case .failure(.needsAttention) = await credentials(provider) else {
            Issue.record("gave credentials")
            return
        }
        #expect(ContinuousClock.now - start < .seconds(10))
        await provider.shutdown()
    }

    @Test(
        "A role taken with a web identity, from the environment or a profile",
        arguments: [false, true]
    )
    func webIdentity(fromProfile: Bool) async throws {
        let receiver = try await WebhookReceiver { _ in
            .status(
                200,
                body: """
                    <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                    <AssumeRoleWithWebIdentityResult><Credentials><SessionToken>t&amp;k</SessionToken>
                    <SecretAccessKey>s</SecretAccessKey><Expiration>\(Self.time(after: 3600))</Expiration>
                    <AccessKeyId>web</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult>
                    </AssumeRoleWithWebIdentityResponse>
                    """
            )
        }
        let directory = try TemporaryDirectory()
        try Data("a.jwt+/=\n".utf8).write(to: URL(fileURLWithPath: directory.path("token")))
        let profile =
            "[default]\nrole_arn = arn:aws:iam::1:role/r\nweb_identity_token_file = \(directory.path("token"))\n"
        try Data(profile.utf8).write(to: URL(fileURLWithPath: directory.path("config")))
        let endpoint = ["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:\(receiver.port)/"]
        let provider = provider(
            endpoint.merging(
                fromProfile
                    ? ["AWS_CONFIG_FILE": directory.path("config")]
                    : [
                        "AWS_WEB_IDENTITY_TOKEN_FILE": directory.path("token"),
                        "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
                    ]
            ) { $1 }
        )
        let found = try await credentials(provider).get()
        let expected = AWSCredentials(
            accessKeyID: "web",
            secretAccessKey: "s",
            sessionToken: "t&k",
            expiration: Self.now + 3600
        )
        #expect(found == expected)
        let request = try #require(receiver.requests.first)
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains("Action=AssumeRoleWithWebIdentity"))
        #expect(body.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"))
        #expect(body.contains("WebIdentityToken=a.jwt%2B%2F%3D"))
        await provider.shutdown()
    }

    @Test(
        "What STS refuses needs a person unless it passes",
        arguments: [
            ("AccessDenied", 403, true), ("InvalidIdentityToken", 400, true),
            ("ExpiredTokenException", 400, false),
            ("InternalFailure", 500, false),
        ]
    )
    func refusedIdentity(code: String, status: Int, needsPerson: Bool) async throws {
        let receiver = try await WebhookReceiver { _ in
            .status(status, body: "<ErrorResponse><Error><Code>\(code)</Code></Error></ErrorResponse>")
        }
        let directory = try TemporaryDirectory()
        try Data("a.jwt".utf8).write(to: URL(fileURLWithPath: directory.path("token")))
        let provider = provider([
            "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:\(receiver.port)/",
            "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
            "AWS_WEB_IDENTITY_TOKEN_FILE": directory.path("token"),
        ])
        guard case .failure(let failure) = await credentials(provider) else {
            Issue.record("gave credentials")
            return
        }
        #expect(failure.reason.contains(code))
        if case .needsAttention = failure { #expect(needsPerson) } else { #expect(!needsPerson) }
        await provider.shutdown()
    }

    @Test(
        "They are renewed before they expire, once for all who ask, and kept while their source is away"
    )
    func renewed() async throws {
        let clock = Mutex(Self.now)
        let count = Mutex(0)
        let receiver = try await WebhookReceiver { _ in
            count.withLock { count in
                count += 1
                return Self.answer("key-\(count)", expires: count * 3600)
            }
        }
        let provider = provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": receiver.url]) {
            clock.withLock { $0 }
        }
        await withTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try? await self.credentials(provider).get().accessKeyID } }
            for await id in group { #expect(id == "key-1") }
        }
        #expect(receiver.requests.count == 1)
        clock.withLock { $0 = Self.now + 3299 }
        #expect(try await credentials(provider).get().accessKeyID == "key-1")
        clock.withLock { $0 = Self.now + 3300 }
        #expect(try await credentials(provider).get().accessKeyID == "key-2")
        receiver.answer { _ in .status(500) }
        clock.withLock { $0 = Self.now + 7000 }
        #expect(try await credentials(provider).get().accessKeyID == "key-2")
        #expect(try await credentials(provider).get().accessKeyID == "key-2")
        #expect(receiver.requests.count == 3, "a renewal that failed is not repeated at once")
        clock.withLock { $0 = Self.now + 7200 }
        guard case .failure(.unavailable) = await credentials(provider) else {
            Issue.record("expired credentials were handed out")
            return
        }
        await provider.shutdown()
    }

    @Test("Descriptions do not show the secret")
    func description() {
        let credentials = AWSCredentials(
            accessKeyID: "id",
            secretAccessKey: "hunter2",
            sessionToken: "hunter3"
        )
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!"\(credentials) \(String(reflecting: credentials)) \(dumped)".contains("hunter"))
    }
}
