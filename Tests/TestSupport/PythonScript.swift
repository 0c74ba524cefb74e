/// A script for the Python that has the vendors' SDKs.
package struct PythonScript: Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// Runs it to its end, with what it finds in `sys.argv` from 1 on, and returns what it prints.
    package func run(_ arguments: [String]) async throws -> String {
        try await ChildProcess.output(of: TestServers.python, ["-c", text] + arguments)
    }
}
