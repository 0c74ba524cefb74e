import Foundation

/// A document of a database as a client that is not ours sees it: the `google-cloud-firestore` package, in
/// `Tests/Readers/firestore.py`.
package struct FirestoreRecord: Sendable, Hashable, Decodable {
    /// Below `documents/`.
    package let path: String
    /// The fields as JSON again, but for the map `distributary`.
    package let fields: String
    package let ordering: Int64
    package let id: String
    /// The JSON text, where the fields do not show all of it.
    package let payload: Data?

    /// Everything below `terra/2022-03-16` in a project of the test server.
    package static func read(project: String) async throws -> [FirestoreRecord] {
        let arguments = try [reader, TestServers.firestore, project]
        let output = try await ChildProcess.output(of: TestServers.python, arguments)
        return try output.split(separator: "\n").map { try JSONDecoder().decode(Self.self, from: Data($0.utf8)) }
    }

    private static let reader = TestFiles.path("Readers/firestore.py")
}
