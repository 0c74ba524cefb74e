import Intake
import RouterCore
import Signing
import TestSupport
import Testing

@Suite("Who may send")
struct AuthenticationTests {
    private static let body = #"{"type":"auth"}"#
    private static let seconds = HandlerFixture.now / 1000

    private static func signature(secret: String = "s1", at time: Int64 = seconds) -> String {
        TerraSignature.sign(body: Array(body.utf8)[...], secret: secret, timestamp: time)
    }

    private static let signed = Authentication(secrets: ["s0", "s1"], tolerance: .seconds(300), bearerTokens: [])
    private static let tokens = Authentication(secrets: [], tolerance: .zero, bearerTokens: ["t0", "t1"])
    private static let both = Authentication(secrets: ["s1"], tolerance: .seconds(300), bearerTokens: ["t1"])

    @Test("A signature by any of the secrets will do, also as the second of two headers")
    func signature() async {
        let fixture = HandlerFixture(authentication: Self.signed)
        #expect(await fixture.post(Self.body) { $0.signatures = [Self.signature()] }.status == 202)
        #expect(
            await fixture.post(Self.body) { $0.signatures = ["t=1,v1=00", Self.signature(secret: "s0")] }.status == 202
        )
    }

    @Test("Without a valid signature nothing is kept, and the answer names only the scheme")
    func unsigned() async {
        let fixture = HandlerFixture(authentication: Self.signed)
        let attempts: [[String]] = [
            [], [""], ["t=1"], ["nonsense"], [Self.signature(secret: "other")],
            [Self.signature(at: Self.seconds - 301)], [Self.signature(at: Self.seconds + 301)],
            ["t=1,v1=00", "t=1,v1=00", Self.signature()],
        ]
        var answers: Set<String> = []
        for signatures in attempts {
            let response = await fixture.post(Self.body) {
                $0.signatures = signatures
                $0.authorization = "Bearer t1"
            }
            #expect(response.status == 401)
            #expect(response.challenge == "Terra-Signature realm=\"distributary\"")
            answers.insert(response.text)
        }
        #expect(answers.count == 1)
        #expect(fixture.journal.events.isEmpty)
    }

    @Test("A signature is over the bytes as they came, before they are unpacked")
    func signedGzip() async {
        let fixture = HandlerFixture(authentication: Self.signed)
        let packed = gzip(Array(Self.body.utf8))
        let overPacked = TerraSignature.sign(body: packed[...], secret: "s1", timestamp: Self.seconds)
        let accepted = await fixture.post(packed) {
            $0.signatures = [overPacked]
            $0.contentEncoding = "gzip"
        }
        #expect(accepted.status == 202)
        let refused = await fixture.post(packed) {
            $0.signatures = [Self.signature()]
            $0.contentEncoding = "gzip"
        }
        #expect(refused.status == 401)
    }

    @Test("A changed body is refused")
    func tampered() async {
        let fixture = HandlerFixture(authentication: Self.signed)
        #expect(await fixture.post(#"{"type":"auti"}"#) { $0.signatures = [Self.signature()] }.status == 401)
    }

    @Test("Any of the tokens will do")
    func token() async {
        let fixture = HandlerFixture(authentication: Self.tokens)
        #expect(await fixture.post(Self.body) { $0.authorization = "bearer t1" }.status == 202)
        for authorization in [nil, "", "Bearer", "Bearer ", "Bearer t2", "Basic t1", "t1"] {
            let response = await fixture.post(Self.body) { $0.authorization = authorization }
            #expect(response.status == 401)
            #expect(response.challenge == "Bearer realm=\"distributary\"")
        }
    }

    @Test("A wrong token is refused before the body is read")
    func early() {
        var head = RequestHead(method: .post, path: "/events")
        head.contentLength = 10
        head.authorization = "Bearer wrong"
        guard
            case .refuse(let response) = HandlerFixture(authentication: Self.tokens).handler.admit(head, role: .intake)
        else {
            Issue.record("admitted")
            return
        }
        #expect(response.status == 401)
    }

    @Test("Where both are configured either will do, and neither is refused")
    func either() async {
        let fixture = HandlerFixture(authentication: Self.both)
        #expect(await fixture.post(Self.body) { $0.authorization = "Bearer t1" }.status == 202)
        #expect(await fixture.post(Self.body) { $0.signatures = [Self.signature()] }.status == 202)
        let withBadSignature = await fixture.post(Self.body) {
            $0.authorization = "Bearer t1"
            $0.signatures = ["t=1,v1=00"]
        }
        #expect(withBadSignature.status == 202)
        #expect(await fixture.post(Self.body).status == 401)
        #expect(await fixture.post(Self.body) { $0.authorization = "Bearer x" }.status == 401)
    }

    @Test("Empty secrets and tokens let nobody in by being presented, and count as not configured")
    func emptySecrets() async {
        let fixture = HandlerFixture(
            authentication: Authentication(secrets: [""], tolerance: .seconds(300), bearerTokens: ["", "t1"])
        )
        #expect(await fixture.post(Self.body) { $0.authorization = "Bearer " }.status == 401)
        #expect(await fixture.post(Self.body) { $0.signatures = [Self.signature(secret: "")] }.status == 401)
    }

    @Test("What is changed while running counts from the next request on")
    func update() async {
        let fixture = HandlerFixture(authentication: Self.tokens)
        #expect(await fixture.post(Self.body) { $0.authorization = "Bearer new" }.status == 401)
        let new = Authentication(secrets: [], tolerance: .zero, bearerTokens: ["new"])
        fixture.handler.update(IntakePolicy(authentication: new, routes: .init([])))
        #expect(await fixture.post(Self.body) { $0.authorization = "Bearer new" }.status == 202)
        #expect(await fixture.post(Self.body) { $0.authorization = "Bearer t1" }.status == 401)
    }
}
