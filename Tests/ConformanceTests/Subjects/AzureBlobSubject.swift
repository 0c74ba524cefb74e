import AzureBlobDestination
import Foundation
import RouterCore
import TestSupport

/// A container of its own on the Blob service of the test run, behind a proxy. What it holds is read with Microsoft's
/// own library.
final class AzureBlobSubject: ConformanceSubject {
    /// `layout`.
    enum Layout: String, Sendable {
        case documents
        case batches
    }

    /// Prints a line for each blob: its name, its metadata and its content, as JSON.
    private static let reader = """
        import base64, json, sys
        from concurrent.futures import ThreadPoolExecutor
        from azure.core.exceptions import ResourceNotFoundError
        from azure.storage.blob import ContainerClient
        container = ContainerClient.from_connection_string(sys.argv[1], sys.argv[2])
        def read(blob):
            content = container.download_blob(blob.name).readall()
            return {"name": blob.name, "metadata": blob.metadata or {}, "content": base64.b64encode(content).decode()}
        try:
            blobs = list(container.list_blobs(include=["metadata"]))
        except ResourceNotFoundError:
            blobs = []
        with ThreadPoolExecutor(4) as pool:
            for blob in pool.map(read, blobs):
                print(json.dumps(blob))
        """

    private struct Blob: Decodable {
        let name: String
        let metadata: [String: String]
        let content: Data
    }

    private let layout: Layout
    private let container = "conformance-" + UUID().uuidString.lowercased()
    private let server: String
    private let connection: String
    private let control: String
    private let proxy: FaultProxy

    init(layout: Layout) async throws {
        self.layout = layout
        server = try TestServers.azureBlob
        let settings = server.split(separator: ";").map(String.init)
        guard let endpoint = settings.first(where: { $0.hasPrefix("BlobEndpoint=") })?.dropFirst(13),
            var components = URLComponents(string: String(endpoint)), let port = components.port
        else { throw CocoaError(.formatting) }
        proxy = try await FaultProxy(to: port)
        components.path = "/_control/refuse/\(container)"
        control = components.string ?? ""
        connection = server.replacing(":\(port)/", with: ":\(proxy.port)/")
    }

    func reason(against fault: Fault) -> String? { nil }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        let keys = ["connection_string": connection, "container": container, "layout": layout.rawValue]
        return try configured(AzureBlobDestination.self, keys, context)
    }

    func stored() async throws -> StoredState {
        let output = try await ChildProcess.output(of: TestServers.python, ["-c", Self.reader, server, container])
        let blobs = try output.split(separator: "\n").map { try JSONDecoder().decode(Blob.self, from: Data($0.utf8)) }
        switch layout {
        case .documents:
            return .records(
                blobs.map { blob in
                    let ordering = blob.metadata["ordering"].flatMap { Int64($0) }
                    return StoredRecord(key: nil, ordering: ordering ?? .min, document: [UInt8](blob.content))
                }
            )
        case .batches:
            let lines = try blobs.flatMap { blob in
                // The library unpacks what it is told to be compressed.
                let content = [UInt8](blob.content)
                let text = content.starts(with: [0x1f, 0x8b]) ? try gunzipped(content) : content
                return text.split(separator: UInt8(ascii: "\n"))
            }
            return .deliveries(lines.map { StoredDelivery(id: nil, body: Array($0)) })
        }
    }

    /// A line break, which in JSON stands only between values, would end the line: it becomes a space.
    func normalized(_ document: [UInt8]) -> [UInt8] {
        guard layout == .batches else { return document }
        return document.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }

    /// The container takes no blob with this event in it.
    func poison(_ sample: SampleEvent) async throws {
        let arguments = ["--silent", "--fail", "--data-binary", "@-", control]
        _ = try await ChildProcess.output(of: "curl", arguments, input: normalized(sample.payload))
    }

    func setDown(_ isDown: Bool) async throws {
        if isDown { try await proxy.refuse() } else { try await proxy.accept() }
    }

    func setHanging(_ isHanging: Bool) async throws {
        proxy.set(isHanging ? .blackhole : .forward)
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        proxy.set(.holdResponses(containing: Array("201 Created".utf8)))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the blob is written", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }
}
