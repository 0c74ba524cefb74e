import ConfigurationReader
import MySQLDestination
import RouterCore
import TestSupport
import Testing

/// A destination from the text of its section, and what it did with one batch.
struct MySQLFixture {
    let log = LogCapture()

    func make(_ text: String, timeout: Duration = .seconds(30)) throws -> MySQLDestination {
        let file = ConfigurationFile(text: text)
        let configuration = try #require(file.root.flatMap { MySQLDestination.configure($0) }, "\(file.diagnostics)")
        let context = DestinationContext(name: "test", timeout: timeout, logger: log.logger())
        return MySQLDestination(configuration: configuration, context: context)
    }

    /// The reason for which the destination needs somebody to act.
    func attention(_ destination: MySQLDestination) async -> String {
        let failure = await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        guard case .needsAttention(let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return ""
        }
        return reason
    }
}
