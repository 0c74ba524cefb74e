import DirectoryDestination
import Foundation
import Logging
import RouterCore
import TestSupport

/// A directory destination below a folder of its own.
struct DirectoryFixture {
    let directory: TemporaryDirectory
    let root: String
    let destination: DirectoryDestination

    init(
        in directory: TemporaryDirectory? = nil,
        timeout: Duration = .seconds(60),
        _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
    ) async throws {
        self.directory = try directory ?? TemporaryDirectory()
        root = self.directory.path("archive")
        var configuration = DirectoryConfiguration(path: root)
        try change(&configuration)
        let context = DestinationContext(name: "archive", timeout: timeout, logger: LogCapture().logger())
        destination = DirectoryDestination(configuration: configuration, context: context)
        try await destination.prepare()
    }

    func deliver(_ events: Event...) async -> Outcomes {
        await destination.deliver(Batch(events))
    }

    /// The paths of all files below the root, staging aside, in order.
    func files() throws -> [String] {
        let all = try FileManager.default.subpathsOfDirectory(atPath: root)
        return all.filter { path in
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder)
            return isThere && !isFolder.boolValue && !path.hasPrefix(".distributary/")
        }.sorted()
    }

    func content(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")))
    }
}

/// A body event of one day.
func day(_ start: String, user: String = "u1", ordering: Int64 = 1000, mark: String = "") -> Event {
    let item = "{\"metadata\":{\"start_time\":\"\(start)\"},\"mark\":\"\(mark)\"}"
    let payload = "{\"type\":\"body\",\"user\":{\"user_id\":\"\(user)\"},\"data\":[\(item)]}"
    return event("body", user: user, id: "\(start)-\(ordering)-\(mark)", ordering: ordering, payload)
}

/// An event of any type.
func event(_ type: String, user: String?, id: String, ordering: Int64 = 1000, _ payload: String) -> Event {
    Event(
        id: id,
        type: type,
        userID: user,
        referenceID: nil,
        provider: "DEXCOM",
        reference: nil,
        receivedAt: 1_760_000_000_000,
        ordering: ordering,
        destinations: [],
        payload: Array(payload.utf8)[...]
    )
}
