import Intake
import TestSupport
import Testing

@Suite("Commands")
struct CommandTests {
    private func request(_ role: ListenerRole, _ change: (inout RequestHead) -> Void = { _ in }) async -> IntakeResponse
    {
        var head = RequestHead(method: .post, path: "/reload")
        head.contentLength = 0
        head.command = "reload"
        change(&head)
        let handler = HandlerFixture().handler
        guard case .refuse(let refusal) = handler.admit(head, role: role) else {
            return await handler.respond(to: IntakeRequest(head: head, role: role, body: []))
        }
        return refusal
    }

    @Test("are done where only this machine can ask")
    func local() async {
        let response = await request([.admin, .local])
        #expect(response.status == 200)
        #expect(response.text == "did reload")
        #expect(await request([.admin]).status == 403)
        #expect(await request([.intake, .local]).status == 404)
    }

    @Test("are refused where a web page may have sent them")
    func pages() async {
        #expect(await request([.admin, .local]) { $0.command = nil }.status == 403)
        #expect(await request([.admin, .local]) { $0.command = "forget" }.status == 403)
        #expect(await request([.admin, .local]) { $0.hasOrigin = true }.status == 403)
        let read = await request([.admin, .local]) { $0.method = .get }
        #expect(read.status == 405)
        #expect(read.allow == "POST")
    }

    @Test("carry what they need as a body, which is bounded")
    func body() {
        var head = RequestHead(method: .post, path: "/forget")
        head.command = "forget"
        guard case .collect(let maxBytes, let time) = HandlerFixture().handler.admit(head, role: [.admin, .local])
        else {
            Issue.record("the body is not read")
            return
        }
        #expect(maxBytes == 64 << 10)
        #expect(time == .seconds(120))
    }
}
