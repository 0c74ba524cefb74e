import Foundation
import TestSupport

struct GCSUnderTest: DestinationUnderTest {
    let name = "gcs"
    private let bucket = "all-\(UUID().uuidString.lowercased())"

    init() async throws {
        try await ServerControl(TestServers.gcs).set("buckets/\(bucket)", "{}")
    }

    func configuration(in directory: TemporaryDirectory) throws -> String {
        let (server, credentials) = try (TestServers.gcs, TestServers.gcsCredentials)
        return "{kind: gcs, bucket: '\(bucket)', endpoint: '\(server)', credentials: '${file:\(credentials)}'}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        let objects = try await StoredObject.read(bucket: bucket)
        return ReadBack(client: "google-cloud-storage", documents: objects.map(\.content))
    }
}
