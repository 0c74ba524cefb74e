import Intake
import TestSupport
import Testing

@Suite("Paths, methods and roles")
struct EndpointTests {
    private func request(
        _ method: RequestHead.Method,
        _ path: String,
        role: ListenerRole = [.intake, .admin],
        isReady: Bool = true
    ) async -> IntakeResponse {
        var head = RequestHead(method: method, path: path)
        head.contentLength = 0
        let handler = HandlerFixture(isReady: isReady).handler
        guard case .refuse(let refusal) = handler.admit(head, role: role) else {
            return await handler.respond(to: IntakeRequest(head: head, role: role, body: []))
        }
        return refusal
    }

    @Test("Health and readiness are answered whatever the listener's role", arguments: [ListenerRole.intake, .admin])
    func probes(role: ListenerRole) async {
        #expect(await request(.get, "/healthz", role: role).status == 200)
        #expect(await request(.head, "/readyz", role: role).status == 200)
        let notReady = await request(.get, "/readyz", role: role, isReady: false)
        #expect(notReady.status == 503)
        #expect(notReady.retryAfter == 1)
    }

    @Test("Status and metrics come from the daemon, on admin listeners only")
    func admin() async {
        let status = await request(.get, "/status", role: .admin)
        #expect(status.text == #"{"state":"running"}"#)
        #expect(status.contentType == "application/json")
        let metrics = await request(.get, "/metrics", role: .admin)
        #expect(metrics.text == "up 1\n")
        #expect(metrics.contentType.hasPrefix("text/plain; version=0.0.4"))
        #expect(await request(.get, "/status", role: .intake).status == 404)
        #expect(await request(.get, "/metrics", role: .intake).status == 404)
    }

    @Test("Events are taken on intake listeners only")
    func eventsRole() async {
        #expect(await request(.post, "/events", role: .admin).status == 404)
        #expect(await request(.post, "/", role: .admin).status == 404)
    }

    @Test("Other methods are answered with those that are allowed")
    func methods() async {
        for path in ["/", "/events"] {
            for method in [RequestHead.Method.get, .head, .other] {
                let response = await request(method, path)
                #expect(response.status == 405)
                #expect(response.allow == "POST")
            }
        }
        let posted = await request(.post, "/status")
        #expect(posted.status == 405)
        #expect(posted.allow == "GET, HEAD")
    }

    @Test("Other paths are not found", arguments: ["/event", "/events/", "//", "/../events", "", "*", "/EVENTS"])
    func unknown(path: String) async {
        #expect(await request(.post, path).status == 404)
    }
}
