import AWSCredentials
import ConfigurationReader
import HTTPDestinations
import HTTPTransport
import ObjectStorage

extension S3Configuration {
    /// Reads the keys of a bucket; every mistake is reported, and nil returned where one stands in the way.
    package init?(_ section: ConfigurationSection, environment: AWSEnvironment = .process) {
        let layout = LayoutConfiguration(section, hasPrefix: true)
        let tls = TLSOptions(section)
        let checksum = section.choice("checksum", of: Checksum.self)
        let conditionalWrites = section.choice("conditional_writes", of: ConditionalWrites.self)
        let threshold = section.size("multipart_threshold", in: Self.multipartThresholds)
        let partSize = section.size("part_size", in: Self.partSizes)
        let connections = section.integer("connections", in: 1...256)
        let bucket = S3Bucket(section, environment: environment)
        guard let bucket, let layout else { return nil }
        self.init(location: bucket.location, region: bucket.region)
        self.layout = layout
        self.credentials = bucket.credentials
        self.tls = tls
        self.checksum = checksum ?? self.checksum
        self.conditionalWrites = conditionalWrites ?? self.conditionalWrites
        multipartThreshold = threshold ?? multipartThreshold
        self.partSize = partSize ?? self.partSize
        self.connections = connections ?? self.connections
    }
}
