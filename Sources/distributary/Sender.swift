import Daemon
import Foundation
import HTTPTransport
import Signing

/// Posts to the daemon as Terra would, and waits where it is told to.
struct Sender {
    /// How often a post is tried where the daemon answers that it cannot take it now.
    private static let attempts = 10

    let client: DaemonClient
    let intake: IntakeSettings
    let url: String?

    func send(_ post: Post) async throws -> Receipt {
        for _ in 1...Self.attempts {
            let response = try await client.post(post.body[...], headers: headers(of: post), to: url)
            switch response.status {
            case 202:
                return (try? JSONDecoder().decode(Receipt.self, from: Data(response.body))) ?? Receipt()
            case 503:
                let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: Self.now) }
                try await Task.sleep(for: wait ?? .seconds(1))
            default:
                let answer = String(decoding: response.body.prefix(2000), as: UTF8.self)
                throw CommandFailure("\(post.name): the daemon answered \(response.status): \(answer)")
            }
        }
        throw CommandFailure("\(post.name): the daemon could not take it \(Self.attempts) times in a row")
    }

    private func headers(of post: Post) -> [HTTPField] {
        post.headers + Self.credentials(for: post.body[...], intake)
    }

    /// What intake asks of who posts `body`: a signature, a token, both or nothing.
    static func credentials(for body: ArraySlice<UInt8>, _ intake: IntakeSettings) -> [HTTPField] {
        var headers: [HTTPField] = []
        if let secret = intake.signingSecrets.first {
            let signature = TerraSignature.sign(body: body, secret: secret, timestamp: now / 1000)
            headers.append(HTTPField("terra-signature", signature))
        }
        if let token = intake.bearerTokens.first { headers.append(HTTPField("Authorization", "Bearer \(token)")) }
        return headers
    }

    /// Unix milliseconds.
    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
