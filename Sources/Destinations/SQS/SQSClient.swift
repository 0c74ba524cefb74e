import AWSClient
import Foundation
import HTTPTransport
import JSONScanner
import RouterCore

/// The requests of Amazon SQS that are needed, in its JSON protocol (Amazon SQS API Reference).
struct SQSClient: Sendable {
    /// An answer names each of ten entries, with hashes of body and attributes.
    private static let keptAnswer = 256 << 10

    let queueURL: HTTPURL
    let client: AWSClient

    /// What became of each message, in order; nil where the answer does not say.
    func send(
        _ messages: [SQSMessage],
        until deadline: ContinuousClock.Instant
    ) async throws(SQSFailure) -> [SQSVerdict?] {
        var body: [UInt8] = []
        body.reserveCapacity(messages.reduce(1024) { $0 + $1.size + $1.size / 2 })
        body += Array("{\"QueueUrl\":".utf8)
        SQSText.append(queueURL.text, to: &body)
        body += Array(",\"Entries\":[".utf8)
        for (index, message) in messages.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            message.append(id: index, to: &body)
        }
        body += Array("]}".utf8)
        let response = try await call("SendMessageBatch", body, until: deadline)
        return Self.verdicts(in: response.body, count: messages.count)
    }

    /// The most bytes that the queue takes of a message; nil where it does not say.
    func maximumMessageSize(until deadline: ContinuousClock.Instant) async throws(SQSFailure) -> Int? {
        var body = Array("{\"QueueUrl\":".utf8)
        SQSText.append(queueURL.text, to: &body)
        body += Array(",\"AttributeNames\":[\"MaximumMessageSize\"]}".utf8)
        let response = try await call("GetQueueAttributes", body, until: deadline)
        let text = try? withJSON(response.body[...]) { $0["Attributes"]?["MaximumMessageSize"]?.string }
        return text.flatMap { $0 }.flatMap { Int($0) }
    }

    private func call(
        _ operation: String,
        _ body: [UInt8],
        until deadline: ContinuousClock.Instant
    ) async throws(SQSFailure) -> HTTPResponse {
        var request = AWSRequest(
            .post,
            queueURL,
            path: "/",
            headers: [
                HTTPField("Content-Type", "application/x-amz-json-1.0"),
                HTTPField("X-Amz-Target", "AmazonSQS.\(operation)"),
            ],
            body: [body[...]]
        )
        request.keptAnswer = Self.keptAnswer
        let response: HTTPResponse
        do throws(AWSFailure) {
            response = try await client.send(request, until: deadline)
        } catch {
            throw .noAnswer(error)
        }
        guard response.status == 200 else { throw .refused(response) }
        return response
    }

    private static func verdicts(in body: [UInt8], count: Int) -> [SQSVerdict?] {
        var verdicts = [SQSVerdict?](repeating: nil, count: count)
        _ = try? withJSON(body[...]) { root in
            root["Successful"]?.forEachElement { _, entry in
                guard let index = entry.index(below: count) else { return }
                verdicts[index] = .delivered
            }
            root["Failed"]?.forEachElement { _, entry in
                guard let index = entry.index(below: count) else { return }
                let code = entry["Code"]?.string.flatMap { isPlain($0) ? $0 : nil } ?? "without a code"
                verdicts[index] = SQSVerdict(code: code, isSenderFault: entry["SenderFault"]?.bool ?? false)
            }
        }
        return verdicts
    }

    private static func isPlain(_ code: String) -> Bool {
        (1...100).contains(code.utf8.count) && code.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}

extension JSONValue {
    fileprivate func index(below count: Int) -> Int? {
        self["Id"]?.string.flatMap { Int($0) }.flatMap { (0..<count).contains($0) ? $0 : nil }
    }
}
