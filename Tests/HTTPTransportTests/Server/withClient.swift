import HTTPTransport
import NIOSSL

/// Runs `body` with a client and a server, and shuts both down afterwards, whatever happened.
func withClient(
    _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
    tls: TLSConfiguration? = nil,
    _ body: (HTTPClient, ScriptedServer) async throws -> Void
) async throws {
    let server = try await ScriptedServer(tls: tls)
    let client = HTTPClient(configuration)
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(client, server))
    } catch {
        result = .failure(error)
    }
    await client.shutdown()
    await server.shutdown()
    try result.get()
}
