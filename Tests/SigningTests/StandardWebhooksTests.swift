import Foundation
import Signing
import Testing

@Suite struct StandardWebhooksTests {
    private let secret = "whsec_KpdRbDVLaISM29j1SiJqClWyHtE44getbFy7nACqWuo="
    private let id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"
    private let body = ArraySlice(#"{"type":"healthcheck","status":"healthy"}"#.utf8)
    private let signature = "v1,T2l3r4e2G/dJlxuxm5jGMxs9aBxV4NJXTTBlmAhLWpA="

    private func verify(
        _ signature: String?,
        id: String? = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
        timestamp: String? = "1674087231",
        now: Int64 = 1_674_087_231
    ) throws -> SignatureVerdict {
        try StandardWebhooks(secret: secret)
            .verify(id: id, timestamp: timestamp, signature: signature, body: body, now: now)
    }

    @Test func signsTheReferenceVector() throws {
        let signer = try StandardWebhooks(secret: secret)
        #expect(signer.sign(id: id, timestamp: 1_674_087_231, body: [body]) == signature)
    }

    @Test func howTheBodyIsCutIntoPartsDoesNotMatter() throws {
        let signer = try StandardWebhooks(secret: secret)
        for cut in body.indices {
            let parts = [body[..<cut], [], body[cut...]]
            #expect(signer.sign(id: id, timestamp: 1_674_087_231, body: parts) == signature)
        }
    }

    @Test func acceptsTheReferenceVectorAmongOthers() throws {
        #expect(try verify(signature) == .valid)
        #expect(try verify("v1a,abc v1,AAAA \(signature) v2,x") == .valid)
    }

    @Test func refusesWhatWasChanged() throws {
        #expect(try verify("v1,AAAA") == .mismatch)
        #expect(try verify(signature, id: "msg_3") == .mismatch)
        #expect(try verify(signature, timestamp: "1674087232") == .mismatch)
        #expect(try verify(String(signature.dropLast())) == .mismatch)
        #expect(try verify(signature, now: 1_674_087_231 + 301) == .stale(age: .seconds(301)))
        #expect(try verify(signature, now: 1_674_087_231 - 301) == .stale(age: .seconds(-301)))
    }

    @Test func namesWhatIsMissingOrMalformed() throws {
        #expect(try verify(nil) == .missing)
        #expect(try verify(signature, id: nil) == .malformed("there is no webhook-id"))
        #expect(try verify(signature, timestamp: nil) == .malformed("there is no webhook-timestamp"))
        #expect(try verify(signature, timestamp: "-1") == .malformed("webhook-timestamp is no number of seconds"))
        #expect(try verify("v1a,abc") == .malformed("it has no code of scheme v1"))
    }

    @Test(arguments: [
        ("KpdRbDVLaISM29j1SiJqClWyHtE44getbFy7nACqWuo=", "whsec_"),
        ("whsec_not base64", "base64"),
        ("whsec_", "holds 0"),
        ("whsec_" + Data(count: 23).base64EncodedString(), "holds 23"),
        ("whsec_" + Data(count: 65).base64EncodedString(), "holds 65"),
    ])
    func anUnusableSecretIsRefusedWithTheReason(secret: String, part: String) throws {
        let failure = try #require(throws: InvalidSecret.self) { try StandardWebhooks(secret: secret) }
        #expect(failure.reason.contains(part))
        #expect(!failure.reason.contains("KpdR"))
    }

    @Test(arguments: [24, 64]) func theEndsOfTheSizeRangeAreAllowed(size: Int) throws {
        let signer = try StandardWebhooks(secret: "whsec_" + Data(repeating: 7, count: size).base64EncodedString())
        #expect(signer.sign(id: id, timestamp: 1, body: [body]).hasPrefix("v1,"))
    }
}
