import AWSCredentials
import ConfigurationReader
import Formats
import HTTPDestinations
import HTTPTransport
import ObjectStorage
import S3Destination

extension SQSConfiguration {
    private static let leastMessageSize = 1024

    /// Reads the keys of a queue; every mistake is reported, and nil returned where one stands in the way.
    package init?(_ section: ConfigurationSection, environment: AWSEnvironment = .process) {
        let url = section.requiredURL("queue_url")
        let credentials = AWSCredentialSettings(section)
        let region = Self.region(section, url, credentials, environment)
        let encoder = PayloadEncoder(section, carrier: .message)
        let tls = TLSOptions(section)
        let size = section.size("max_message_size", in: Self.leastMessageSize...Self.maximumMessageSize)
        let connections = section.integer("connections", in: 1...256)
        let defaults = (region: region ?? "us-east-1", credentials: credentials)
        let large = section.section("large_payloads", title: "the large payloads of \(section.title)")
        let largePayloads = large.flatMap { Self.largePayloads($0, environment, defaults) }
        guard let url, let region, let encoder, large == nil || largePayloads != nil else { return nil }
        self.init(queueURL: url, region: region)
        self.credentials = credentials
        self.tls = tls
        self.encoder = encoder
        maxMessageSize = size
        self.largePayloads = largePayloads
        self.connections = connections ?? self.connections
    }

    /// As written, else that of the queue's own host, else from where AWS's tools have it.
    private static func region(
        _ section: ConfigurationSection,
        _ url: HTTPURL?,
        _ credentials: AWSCredentialSettings,
        _ environment: AWSEnvironment
    ) -> String? {
        let labels = url?.host.split(separator: ".").map(String.init) ?? []
        let ofHost = labels.firstIndex(of: "sqs").flatMap { labels.indices.contains($0 + 1) ? labels[$0 + 1] : nil }
        // Of a queue that is not named nothing more needs to be said.
        let isAWS = url?.host.contains(".amazonaws.") ?? false
        if !section.has("region"), isAWS, let ofHost, AWSRegion.isValid(ofHost) { return ofHost }
        // Servers that are not AWS's nearly all take this one, whatever they call theirs.
        return credentials.region(section, environment: environment, fallback: isAWS ? nil : "us-east-1")
    }

    private static func largePayloads(
        _ section: ConfigurationSection,
        _ environment: AWSEnvironment,
        _ defaults: (region: String, credentials: AWSCredentialSettings)
    ) -> LargePayloads? {
        defer { section.finish() }
        let prefix = LayoutConfiguration.prefix(section)
        guard let bucket = S3Bucket(section, environment: environment, defaults: defaults), let prefix else {
            return nil
        }
        return LargePayloads(bucket: bucket, prefix: prefix)
    }
}
