import Foundation
import TestSupport

struct PostgresUnderTest: DestinationUnderTest {
    let name = "postgres"
    private let schema = "all_\(UInt32.random(in: 0 ... .max))"

    func configuration(in directory: TemporaryDirectory) throws -> String {
        "{kind: postgres, url: '\(try TestServers.postgres)', schema: \(schema)}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        let rows = try await ReadingRows.postgres(TestServers.postgres, schema: schema)
        let query = "select payload from \(schema).terra_data_payloads"
        let payloads = try await ChildProcess.output(
            of: "psql",
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", try TestServers.postgres, "-c", query]
        )
        return ReadBack(
            client: "psql",
            readings: rows.map { (key: $0.0, value: $0.1) },
            documents: payloads.split(separator: "\n").map { Data($0.utf8) }
        )
    }
}
