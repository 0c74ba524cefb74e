import Foundation
import RouterCore
import TestSupport
import Testing

/// What the webhook sends must convince the library that receivers use: the Standard Webhooks project's own, in Python.
@Suite(.timeLimit(.minutes(5)))
struct WebhookSignatureTests {
    /// Reads requests as JSON lines, and prints for each whether the library takes it.
    private static let verifier = """
        import base64, json, sys
        from standardwebhooks.webhooks import Webhook, WebhookVerificationError
        webhook = Webhook(sys.argv[1])
        for line in sys.stdin:
            request = json.loads(line)
            try:
                webhook.verify(base64.b64decode(request["body"]), request["headers"])
                print("valid")
            except json.JSONDecodeError:
                # It verifies first, and then reads the body, which in NDJSON is more than one text.
                print("valid")
            except WebhookVerificationError:
                print("invalid")
        """

    private struct Request: Encodable {
        let headers: [String: String]
        let body: Data
    }

    private func verdicts(_ requests: [Request], secret: String) async throws -> [String] {
        let lines = try requests.map { try JSONEncoder().encode($0) + Data("\n".utf8) }
        let output = try await ChildProcess.output(
            of: TestServers.python,
            ["-c", Self.verifier, secret],
            input: Array(lines.reduce(Data(), +))
        )
        return output.split(separator: "\n").map(String.init)
    }

    private func request(_ received: ReceivedRequest, changing body: [UInt8]? = nil) -> Request {
        let headers = Dictionary(received.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $0 + "," + $1 })
        return Request(headers: headers, body: Data(body ?? received.body))
    }

    @Test(arguments: [WebhookSubject.Format.single, .array, .ndjson])
    func theReferenceLibraryTakesEverySignatureAndNoForgery(_ format: WebhookSubject.Format) async throws {
        let subject = try await WebhookSubject(format: format)
        let rig = try await DeliveryRig(subject: subject, timeout: .seconds(20))
        // The library reads the body as text: half of a surrogate pair stays an escape, so all of these are.
        let events = rig.factory.oddities(user: "user-é").map(\.event) + rig.factory.otherKinds(user: "user-b")
        try await rig.withDestination { destination in
            let outcomes = await destination.deliver(Batch(events.map(\.event)))
            for index in events.indices { #expect(outcomes[index] == .delivered) }
        }
        let received = subject.receiver.requests
        #expect(received.count == (format == .single ? events.count : 1))
        let genuine = received.map { request($0) }
        let forged = received.map { request($0, changing: $0.body + [UInt8(ascii: " ")]) }
        let verdicts = try await verdicts(genuine + forged, secret: WebhookSubject.secret)
        #expect(verdicts.prefix(genuine.count).allSatisfy { $0 == "valid" })
        #expect(verdicts.dropFirst(genuine.count).allSatisfy { $0 == "invalid" })
        #expect(verdicts.count == genuine.count * 2)
    }

    @Test func aRepeatedAttemptKeepsItsIdentityAndIsSignedAnew() async throws {
        let subject = try await WebhookSubject(format: .single)
        let rig = try await DeliveryRig(subject: subject, timeout: .seconds(20))
        let event = rig.factory.day(SampleDay(user: "user-a", readings: 3))
        subject.receiver.answer { _ in .status(503) }
        try await rig.start()
        try await rig.append([event])
        try await eventually("two attempts were refused") { subject.receiver.requests.count >= 2 }
        subject.receiver.answer { _ in .status(200) }
        try await rig.drained()
        let received = subject.receiver.requests
        #expect(received.count >= 3)
        #expect(Set(received.map { $0.header("webhook-id") }) == [event.id])
        let verdicts = try await verdicts(received.map { request($0) }, secret: WebhookSubject.secret)
        #expect(verdicts == Array(repeating: "valid", count: received.count))
        await rig.end()
    }
}
