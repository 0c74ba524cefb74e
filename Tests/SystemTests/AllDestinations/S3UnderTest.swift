import Foundation
import TestSupport

struct S3UnderTest: DestinationUnderTest {
    let name = "s3"
    private let prefix = "all-\(UUID().uuidString)/"

    func configuration(in directory: TemporaryDirectory) throws -> String {
        let server = try TestServers.s3
        return """
            {kind: s3, bucket: '\(server.bucket)', endpoint: '\(server.url)', prefix: '\(prefix)', \
            access_key_id: '\(server.accessKeyID)', secret_access_key: '\(server.secretAccessKey)'}
            """
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        let server = try TestServers.s3
        return ReadBack(
            client: "boto3",
            documents: try await Reader.values(
                "s3.py",
                [server.url, server.bucket, prefix, server.accessKeyID, server.secretAccessKey]
            )
        )
    }
}
