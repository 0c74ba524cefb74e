import Foundation
import TestSupport

struct FirestoreUnderTest: DestinationUnderTest {
    let name = "firestore"
    private let project = "all-\(UUID().uuidString.lowercased())"

    func configuration(in directory: TemporaryDirectory) throws -> String {
        let (server, credentials) = try (TestServers.firestore, TestServers.firestoreCredentials)
        return "{kind: firestore, project: '\(project)', endpoint: '\(server)', credentials: '${file:\(credentials)}'}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        let records = try await FirestoreRecord.read(project: project)
        return ReadBack(client: "google-cloud-firestore", documents: records.map { $0.payload ?? Data($0.fields.utf8) })
    }
}
