import Foundation
import TestSupport

struct AzureBlobUnderTest: DestinationUnderTest {
    let name = "azure_blob"
    private let container = "all-\(UUID().uuidString.lowercased())"

    func configuration(in directory: TemporaryDirectory) throws -> String {
        "{kind: azure_blob, container: \(container), connection_string: '\(try TestServers.azureBlob)'}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        ReadBack(
            client: "azure-storage-blob",
            documents: try await Reader.values("azure_blob.py", [TestServers.azureBlob, container])
        )
    }
}
