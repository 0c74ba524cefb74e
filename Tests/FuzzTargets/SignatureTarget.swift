import Signing

/// Headers with a signature.
enum SignatureTarget {
    private static let secrets = ["first secret", "second secret"]
    private static let body: [UInt8] = Array(#"{"type":"body"}"#.utf8)
    private static let now: Int64 = 1_700_000_000
    private static let verifier = TerraSignature(secrets: secrets, tolerance: .seconds(300))
    private static let codes = secrets.map { secret in
        TerraSignature.sign(body: body[...], secret: secret, timestamp: now).split(separator: "=").last.map(String.init)
    }

    static func run(_ header: String) {
        let verdict = verifier.verify(header: header, body: body[...], now: now)
        if verdict == .valid {
            // No code can be guessed, so it was copied from one that was made here.
            let isCopied = codes.contains { header.contains($0 ?? "\u{0}") }
            FuzzTarget.require(isCopied, "a signature that nobody made is valid")
        }
        FuzzTarget.require((verdict == .valid) == (verdict.reason == nil), "a verdict without a reason")
        // A good code among whatever else is there counts only if the time is the one that was signed.
        let good = TerraSignature.sign(body: body[...], secret: secrets[0], timestamp: now)
        let mixed = verifier.verify(header: "\(good),\(header)", body: body[...], now: now)
        switch mixed {
        case .valid, .malformed: break
        default: FuzzTarget.require(false, "what is behind a good signature changes whose it is")
        }
    }
}
