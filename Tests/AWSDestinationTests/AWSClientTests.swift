import AWSClient
import AWSCredentials
import Foundation
import HTTPTransport
import TestSupport
import Testing
import XMLText

@Suite("Requests to AWS")
struct AWSClientTests {
    private static let now: Int64 = 1_369_353_600

    private func send(
        _ receiver: WebhookReceiver,
        variables: [String: String],
        count: Int = 1
    ) async throws -> [Int] {
        let isolated = ["HOME": "/nowhere", "AWS_EC2_METADATA_DISABLED": "true"]
        let environment = AWSEnvironment(variables: isolated.merging(variables) { $1 })
        let client = AWSClient(
            service: "s3",
            region: "us-east-1",
            credentials: AWSCredentialProvider(AWSCredentialSettings(), environment: environment),
            transport: HTTPClientConfiguration(),
            now: { Self.now }
        )
        var statuses: [Int] = []
        for _ in 0..<count {
            let request = try AWSRequest(.get, TestDestination.base(receiver), path: "/")
            statuses.append(try await client.send(request, until: .now + .seconds(20)).status)
        }
        await client.shutdown()
        return statuses
    }

    private static let keys = ["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"]

    @Test(
        "A request that was refused for its time is signed again at the server's, and so are those after it"
    )
    func skew() async throws {
        let receiver = try await WebhookReceiver { request in
            let isTimely = request.header("X-Amz-Date") == "20130524T010000Z"
            return .status(isTimely ? 200 : 403, headers: ["Date": "Fri, 24 May 2013 01:00:00 GMT"])
        }
        #expect(try await send(receiver, variables: Self.keys, count: 2) == [200, 200])
        #expect(receiver.requests.count == 3)
    }

    @Test(
        "A refusal by a server with the same clock is not repeated",
        arguments: [400, 403, 404, 500]
    )
    func refused(status: Int) async throws {
        let receiver = try await WebhookReceiver { _ in
            .status(
                status,
                headers: ["Date": "Fri, 24 May 2013 00:00:30 GMT"],
                body: "<Code>AccessDenied</Code>"
            )
        }
        #expect(try await send(receiver, variables: Self.keys) == [status])
        #expect(receiver.requests.count == 1)
    }

    @Test("Credentials that the server calls expired are fetched anew, once a request")
    func expired() async throws {
        let source = try await WebhookReceiver()
        source.answer { _ in
            let body =
                "{\"AccessKeyId\":\"key-\(source.requests.count)\",\"SecretAccessKey\":\"s\",\"Token\":\"t\"}"
            return .status(200, body: body)
        }
        let receiver = try await WebhookReceiver { request in
            let isNew = request.header("Authorization")?.contains("Credential=key-2/") == true
            return isNew ? .status(200) : .status(400, body: "<Error><Code>ExpiredToken</Code></Error>")
        }
        let variables = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": source.url]
        #expect(try await send(receiver, variables: variables, count: 2) == [200, 200])
        #expect(receiver.requests.count == 3)
        #expect(receiver.requests.allSatisfy { $0.header("X-Amz-Security-Token") == "t" })
        receiver.answer { _ in .status(400, body: "<Error><Code>ExpiredToken</Code></Error>") }
        #expect(try await send(receiver, variables: variables) == [400])
        #expect(receiver.requests.count == 5)
    }

    @Test(
        "Codes are found in every protocol's answers",
        arguments: [
            ("<Error><Code>SlowDown</Code></Error>", [:], "SlowDown"),
            (
                #"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"x"}"#, [:], "QueueDoesNotExist"
            ),
            (#"{"__type" : "ThrottlingException"}"#, [:], "ThrottlingException"),
            (
                "{}", ["x-amzn-ErrorType": "AccessDeniedException:http://internal/"],
                "AccessDeniedException"
            ),
            ("<Code>251 mg/dL</Code>", [:], nil), ("", [:], nil), ("<Code></Code>", [:], nil),
            ("<Codex>a</Codex>", [:], nil),
        ] as [(String, [String: String], String?)]
    )
    func codes(body: String, headers: [String: String], code: String?) async throws {
        let receiver = try await WebhookReceiver { _ in .status(418, headers: headers, body: body) }
        let client = HTTPClient()
        let url = try TestDestination.base(receiver)
        let response = try await client.send(HTTPRequest(.get, url, timeout: .seconds(20)))
        #expect(AWSErrorCode.of(response) == code)
        await client.shutdown()
    }

    @Test("Texts of elements are read with their entities, and written with them")
    func xml() {
        let document = Array("<a><ETag xmlns='x'>&quot;1&amp;lt;&quot;</ETag><ETag>2</ETag></a>".utf8)
        #expect(XMLText.first("ETag", in: document) == "\"1&lt;\"")
        #expect(XMLText.first("Missing", in: document) == nil)
        #expect(XMLText.escaped("\"<&>") == "&quot;&lt;&amp;&gt;")
    }
}
