import Foundation
import TestSupport

struct MySQLUnderTest: DestinationUnderTest {
    let name = "mysql"
    private let database: MySQLDatabase

    /// Makes the database.
    init() async throws {
        database = try await MySQLDatabase()
    }

    func configuration(in directory: TemporaryDirectory) throws -> String {
        "{kind: mysql, url: '\(database.url)'}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        let time = "DATE_FORMAT(local_time, '%Y-%m-%dT%H:%i:%s.%f')"
        let rows = try await database.rows(
            ["user_id", time, "CAST(glucose_mg_per_dl AS SIGNED)"],
            from: "glucose_samples"
        )
        let payloads = try await database.rows(["payload"], from: "terra_data_payloads")
        return ReadBack(
            client: "mariadb",
            readings: rows.map { (key: "\($0[0] ?? "")/\($0[1] ?? "")", value: $0[2] ?? "") },
            documents: payloads.map { Data(($0[0] ?? "").utf8) }
        )
    }
}
