import Signing
import Testing

@Suite struct TerraSignatureTests {
    private let secret = "terra-test-signing-secret"
    private let body = ArraySlice(#"{"type":"healthcheck","status":"healthy"}"#.utf8)
    private let code = "6389fd7e2d41b6f457c5095e61ac966aaae594d9ea916b95888dc0e19ddffbe6"
    private let signedAt: Int64 = 1_789_549_442

    private func verify(
        _ header: String?,
        secrets: [String]? = nil,
        body: ArraySlice<UInt8>? = nil,
        age: Int64 = 0
    ) -> SignatureVerdict {
        TerraSignature(secrets: secrets ?? [secret], tolerance: .seconds(300))
            .verify(header: header, body: body ?? self.body, now: signedAt + age)
    }

    @Test func acceptsTheReferenceVector() {
        #expect(verify("t=1789549442,v1=\(code)") == .valid)
    }

    @Test func signsTheReferenceVector() {
        #expect(TerraSignature.sign(body: body, secret: secret, timestamp: signedAt) == "t=1789549442,v1=\(code)")
    }

    @Test func acceptsABodyThatStandsInsideALargerBuffer() {
        let buffer = Array("POST ".utf8) + body + Array("\r\n".utf8)
        #expect(verify("t=1789549442,v1=\(code)", body: buffer[5..<(5 + body.count)]) == .valid)
    }

    @Test func acceptsAnyOfSeveralSecretsAndCodes() {
        #expect(verify("t=1789549442,v1=\(code)", secrets: ["old", secret, "new"]) == .valid)
        let other = String(repeating: "0", count: 64)
        #expect(verify("t=1789549442,v1=\(other),v1=\(code)") == .valid)
        #expect(verify("t=1789549442,v1=\(code),v1=\(other)") == .valid)
    }

    @Test func ignoresOtherSchemesAndSpacesAfterCommas() {
        #expect(verify("t=1789549442, v0=abc, v2=\(code), v1=\(code)") == .valid)
        #expect(verify("v1=\(code),t=1789549442") == .valid)
        guard case .malformed = verify("t=1789549442,v2=\(code)") else {
            Issue.record("a header without v1 has no code")
            return
        }
    }

    @Test func refusesAChangedBodyTimeOrCode() {
        #expect(verify("t=1789549442,v1=\(code)", body: body + [0x20]) == .mismatch)
        #expect(verify("t=1789549442,v1=\(code)", body: []) == .mismatch)
        #expect(verify("t=1789549443,v1=\(code)") == .mismatch)
        #expect(verify("t=1789549442,v1=7\(code.dropFirst())") == .mismatch)
        #expect(verify("t=1789549442,v1=\(code.dropLast())") == .mismatch)
        #expect(verify("t=1789549442,v1=\(code)0") == .mismatch)
        #expect(verify("t=1789549442,v1=\(code.uppercased())") == .mismatch)
        #expect(verify("t=1789549442,v1=\(code)", secrets: ["another"]) == .mismatch)
        #expect(verify("t=1789549442,v1=\(code)", secrets: []) == .mismatch)
    }

    @Test func anEmptySecretLetsNobodyIn() {
        let header = TerraSignature.sign(body: body, secret: "", timestamp: signedAt)
        #expect(verify(header, secrets: [""]) == .mismatch)
    }

    @Test func boundsTheAgeInBothDirections() {
        let header = "t=1789549442,v1=\(code)"
        #expect(verify(header, age: 300) == .valid)
        #expect(verify(header, age: -300) == .valid)
        #expect(verify(header, age: 301) == .stale(age: .seconds(301)))
        #expect(verify(header, age: -301) == .stale(age: .seconds(-301)))
    }

    @Test func aForgedSignatureIsAMismatchWhateverItsAge() {
        #expect(verify("t=1,v1=\(code)") == .mismatch)
    }

    @Test func aMissingHeaderIsSaidToBeMissing() {
        #expect(verify(nil) == .missing)
        #expect(verify("") == .missing)
    }

    @Test(arguments: [
        ",", "=", "t=", "v1=", "t=,v1=", "t=abc,v1=00", "t=-5,v1=00", "t=+5,v1=00", "t=1 2,v1=00", "t=1",
        "t=99999999999999999999999,v1=00", "t=1,t=1,v1=00", "\u{0}\u{1}", "t=١٢,v1=00", "💥", ",,,,t,v1,",
    ])
    func garbageIsMalformedAndSaysWhy(header: String) throws {
        guard case .malformed(let what) = verify(header) else {
            Issue.record("taken for well formed")
            return
        }
        #expect(!what.isEmpty)
    }

    @Test func aTimeAtTheEndOfTheRangeDoesNotOverflow() {
        for timestamp in [Int64.max, 0] {
            let header = TerraSignature.sign(body: body, secret: secret, timestamp: timestamp)
            let signature = TerraSignature(secrets: [secret], tolerance: .seconds(300))
            for now in [Int64.max, Int64.min] where now != timestamp {
                guard case .stale = signature.verify(header: header, body: body, now: now) else {
                    Issue.record("taken for fresh")
                    return
                }
            }
        }
    }

    @Test func everyVerdictButValidHasAReasonWithoutTheSecret() {
        let verdicts: [SignatureVerdict] = [
            .missing, .malformed("x"), .stale(age: .seconds(9)), .stale(age: .seconds(-9)), .mismatch,
        ]
        #expect(SignatureVerdict.valid.reason == nil)
        #expect(verdicts.allSatisfy { $0.reason?.isEmpty == false })
        #expect(SignatureVerdict.stale(age: .seconds(-9)).reason?.contains("9 s ahead") == true)
    }
}
