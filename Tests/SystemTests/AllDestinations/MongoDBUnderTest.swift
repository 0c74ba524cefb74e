import Foundation
import TestSupport

struct MongoDBUnderTest: DestinationUnderTest {
    let name = "mongodb"
    private let database = "all_\(UInt32.random(in: 0 ... .max))"

    func configuration(in directory: TemporaryDirectory) throws -> String {
        "{kind: mongodb, url: '\(try TestServers.mongodb)', database: \(database)}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        ReadBack(
            client: "pymongo",
            documents: try await Reader.values("mongodb.py", [TestServers.mongodb, database, "body"])
        )
    }
}
