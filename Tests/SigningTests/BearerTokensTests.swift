import Signing
import Testing

@Suite struct BearerTokensTests {
    private let tokens = BearerTokens(["alpha-token", "beta-token"])

    @Test func everyConfiguredTokenIsAccepted() {
        #expect(tokens.contains("alpha-token"))
        #expect(tokens.contains("beta-token"))
        #expect(tokens.accept(authorization: "Bearer alpha-token"))
        #expect(tokens.accept(authorization: "bearer  beta-token "))
    }

    @Test(arguments: [
        "", "Bearer", "Bearer ", "Basic alpha-token", "alpha-token", "Bearer alpha-toke", "Bearer alpha-token x",
    ])
    func anythingElseIsRefused(authorization: String) {
        #expect(!tokens.accept(authorization: authorization))
    }

    @Test func noHeaderIsRefused() {
        #expect(!tokens.accept(authorization: nil))
    }

    @Test func anEmptyTokenIsNoToken() {
        #expect(!BearerTokens([""]).contains(""))
        #expect(!BearerTokens([]).contains(""))
    }
}
