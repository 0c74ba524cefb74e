import Crypto
import Foundation
import TestSupport

/// What `webhook-signature` must be, worked out from the specification and not by the daemon's code.
enum StandardWebhookSignature {
    static func of(_ request: ReceivedRequest, secret: String) -> String? {
        guard let id = request.header("webhook-id"), let time = request.header("webhook-timestamp") else { return nil }
        let content = Data("\(id).\(time).".utf8) + Data(request.body)
        let code = HMAC<SHA256>.authenticationCode(for: content, using: SymmetricKey(data: Data(secret.utf8)))
        return "v1," + Data(code).base64EncodedString()
    }
}
