import TestSupport

struct SQLiteUnderTest: DestinationUnderTest {
    let name = "sqlite"

    func configuration(in directory: TemporaryDirectory) -> String {
        "{kind: sqlite, path: '\(directory.path("local.sqlite"))'}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        let rows = try await ReadingRows.sqlite(directory.path("local.sqlite"))
        return ReadBack(client: "sqlite3", readings: rows.map { (key: $0.0, value: $0.1) })
    }
}
