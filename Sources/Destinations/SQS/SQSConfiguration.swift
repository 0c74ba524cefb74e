import AWSCredentials
import Formats
import HTTPTransport
import S3Destination

/// What `destinations.yaml` says about a queue.
package struct SQSConfiguration: Sendable {
    /// Where messages go that are too large for the queue.
    package struct LargePayloads: Sendable {
        package var bucket: S3Bucket
        /// Put before the names of the objects as it is.
        package var prefix: String

        package init(bucket: S3Bucket, prefix: String = "") {
            self.bucket = bucket
            self.prefix = prefix
        }
    }

    /// The most that SQS takes: of one message, and of the messages of one request together.
    package static let maximumMessageSize = 1 << 20

    package var queueURL: HTTPURL
    package var region: String
    package var credentials = AWSCredentialSettings()
    package var tls = TLSOptions()
    /// In which form payloads are the bodies of messages.
    package var encoder = PayloadEncoder.json
    /// Bytes of a message with its attributes; nil for what the queue says.
    package var maxMessageSize: Int?
    package var largePayloads: LargePayloads?
    /// Requests on the way at once.
    package var connections = 16

    package init(queueURL: HTTPURL, region: String) {
        self.queueURL = queueURL
        self.region = region
    }

    /// Whether the queue keeps the order within a group and drops repetitions.
    var isFIFO: Bool { queueURL.text.hasSuffix(".fifo") }
}
