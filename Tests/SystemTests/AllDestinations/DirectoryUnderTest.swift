import TestSupport

struct DirectoryUnderTest: DestinationUnderTest {
    let name = "directory"

    func configuration(in directory: TemporaryDirectory) -> String {
        "{kind: directory, path: '\(directory.path("archive"))', compression: gzip}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        ReadBack(
            client: "Python's gzip",
            documents: try await Reader.values("directory.py", [directory.path("archive")])
        )
    }
}
