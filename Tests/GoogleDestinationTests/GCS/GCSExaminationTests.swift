import GCSDestination
import RouterCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct GCSExaminationTests {
    private func verdicts(_ findings: [ConnectionFinding]) -> [ConnectionFinding.Verdict] {
        #expect(findings.map(\.aspect) == ConnectionFinding.Aspect.allCases)
        return findings.map(\.verdict)
    }

    @Test func aBucketThatMayBeWrittenTo() async throws {
        try await TestStorage.run { storage in
            #expect(verdicts(await storage.destination.examine()) == [.good, .good, .good])
            try await storage.destination.prepare()
            #expect(try await StoredObject.read(bucket: storage.bucket).isEmpty)
        }
    }

    @Test func aBucketThatIsNotThere() async throws {
        try await TestStorage.run(isThere: false) { storage in
            let findings = await storage.destination.examine()
            #expect(verdicts(findings) == [.good, .good, .bad])
            #expect(findings.last?.text.contains("there is no bucket \(storage.bucket)") == true)
            await #expect(throws: DestinationFailure.self) { try await storage.destination.prepare() }
        }
    }

    @Test func aMissingPermissionIsNamed() async throws {
        try await TestStorage.run { storage in
            try await storage.set(#"{"permissions": ["storage.objects.create", "storage.objects.get"]}"#)
            let findings = await storage.destination.examine()
            #expect(verdicts(findings) == [.good, .good, .bad])
            #expect(findings.last?.text.contains("lack storage.objects.delete on the bucket") == true)
            let failure = await #expect(throws: DestinationFailure.self) { try await storage.destination.prepare() }
            #expect(failure?.reason.contains("roles/storage.objectUser") == true)
        }
    }

    @Test func credentialsThatAreRefused() async throws {
        try await TestStorage.run { storage in
            try await storage.account.set(#"{"status": 400, "error": "invalid_grant"}"#)
            #expect(verdicts(await storage.destination.examine()) == [.good, .bad, .unknown])
            let failure = await #expect(throws: DestinationFailure.self) { try await storage.destination.prepare() }
            guard case .needsAttention = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test(arguments: [
        (401, [ConnectionFinding.Verdict.good, .bad, .unknown]), (403, [.good, .good, .bad]),
        (500, [.good, .unknown, .unknown]),
    ])
    func whatIsAnsweredToTheQuestion(status: Int, expected: [ConnectionFinding.Verdict]) async throws {
        let rule: WebhookReceiver.Rule = { _ in AnsweringStorage.error(status, "forbidden") }
        try await AnsweringStorage.run(rule) { storage in
            #expect(verdicts(await storage.destination.examine()) == expected)
        }
    }

    @Test func nobodyAtTheEndpoint() async throws {
        try await AnsweringStorage.run(AnsweringStorage.good) { storage in
            try await storage.receiver.stop()
            #expect(verdicts(await storage.destination.examine()) == [.bad, .unknown, .unknown])
            let failure = await #expect(throws: DestinationFailure.self) { try await storage.destination.prepare() }
            guard case .unavailable = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test func anEmulatorThatKnowsNoPermissionsIsTakenAsItIs() async throws {
        let rule: WebhookReceiver.Rule = { request in
            request.uri.contains("testPermissions") ? .status(404) : .status(200, body: #"{"kind":"storage#objects"}"#)
        }
        try await AnsweringStorage.run(rule) { storage in try await storage.destination.prepare() }
    }
}
