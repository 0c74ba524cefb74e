import FirestoreDestination
import RouterCore
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct FirestoreExaminationTests {
    private func expect(
        _ database: TestDatabase,
        _ verdicts: [ConnectionFinding.Verdict],
        _ words: String
    ) async throws {
        let findings = await database.destination.examine()
        #expect(findings.map(\.aspect) == ConnectionFinding.Aspect.allCases)
        #expect(findings.map(\.verdict) == verdicts)
        #expect(findings.contains { $0.text.contains(words) }, "\(findings)")
        #expect(try await database.records().isEmpty)
    }

    @Test func aDatabaseThatCanBeRead() async throws {
        try await TestDatabase.run { database in
            try await expect(database, [.good, .good, .good], "can be read")
            try await database.destination.prepare()
        }
    }

    @Test func nobodyMayReadWithoutCredentials() async throws {
        try await TestDatabase.run(keys: "credentials: anonymous") { database in
            try await expect(database, [.good, .bad, .unknown], "UNAUTHENTICATED")
        }
    }

    @Test func aDatabaseThatIsNotThere() async throws {
        try await TestDatabase.run(keys: "database: other") { database in
            let findings = await database.destination.examine()
            #expect(findings.map(\.verdict) == [.good, .good, .bad])
            #expect(findings.last?.text.contains("there is no database other in the project") == true)
        }
    }

    @Test func aDatabaseInDatastoreMode() async throws {
        try await TestDatabase.run(project: "datastore") { database in
            let failure = await #expect(throws: DestinationFailure.self) { try await database.destination.prepare() }
            guard case .needsAttention(let reason) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(reason.contains("native mode"))
        }
    }

    @Test func aMissingRole() async throws {
        try await TestDatabase.run { database in
            try await database.set(#"{"answers": [{"code": "PERMISSION_DENIED"}]}"#)
            try await expect(database, [.good, .good, .bad], "roles/datastore.user")
        }
    }
}
