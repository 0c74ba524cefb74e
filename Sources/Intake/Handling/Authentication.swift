import Signing

/// Who may send events.
///
/// With signing secrets, a request must carry a valid Terra signature over its raw body, before any decompression; with
/// bearer tokens, one of them. With both, either will do: Terra signs, other senders present a token. With neither,
/// everybody may; the configuration refuses that beyond loopback unless it is asked for.
package struct Authentication: Sendable {
    /// Terra sends its signature under two names; more than these two are not looked at.
    private static let signaturesLookedAt = 2

    private let signature: TerraSignature?
    private let tokens: BearerTokens?

    /// Empty strings are no secrets and no tokens. `tolerance` is how far a signature's time may be from now.
    package init(secrets: [String], tolerance: Duration, bearerTokens: [String]) {
        let hasSecrets = secrets.contains { !$0.isEmpty }
        let hasTokens = bearerTokens.contains { !$0.isEmpty }
        signature = hasSecrets ? TerraSignature(secrets: secrets, tolerance: tolerance) : nil
        tokens = hasTokens ? BearerTokens(bearerTokens) : nil
    }

    /// Nobody is turned away.
    package static let open = Authentication(secrets: [], tolerance: .zero, bearerTokens: [])

    /// Refuses, before the body is read, what no body could make good.
    func check(_ head: RequestHead) throws(Problem) {
        if hasValidToken(head) { return }
        switch (signature, tokens) {
        case (nil, nil): return
        case (nil, _): throw refusal(head.authorization == nil ? "no token" : "wrong token")
        case (_, _): if head.signatures.isEmpty { throw refusal("no signature") }
        }
    }

    /// Refuses a request whose body is not signed, unless a token stands for it. `now` in unix milliseconds.
    func check(_ head: RequestHead, body: ArraySlice<UInt8>, now: Int64) throws(Problem) {
        guard let signature, !hasValidToken(head) else { return try check(head) }
        var reason = "no signature"
        for header in head.signatures.prefix(Self.signaturesLookedAt) {
            let verdict = signature.verify(header: header, body: body, now: now / 1000)
            if verdict == .valid { return }
            reason = verdict.reason ?? reason
        }
        throw refusal(reason)
    }

    private func hasValidToken(_ head: RequestHead) -> Bool {
        tokens?.accept(authorization: head.authorization) ?? false
    }

    /// `note` is for the log: the client learns only what is expected.
    private func refusal(_ note: String) -> Problem {
        let schemes = [
            signature.map { _ in ("a valid X-Terra-Signature header", "Terra-Signature") },
            tokens.map { _ in ("a valid bearer token", "Bearer") },
        ].compactMap(\.self)
        return .unauthorized(
            expected: schemes.map(\.0).joined(separator: " or "),
            challenge: schemes.map { "\($0.1) realm=\"distributary\"" }.joined(separator: ", "),
            note: note
        )
    }
}
