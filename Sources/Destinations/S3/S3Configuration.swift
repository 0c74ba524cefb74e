import AWSCredentials
import HTTPTransport
import ObjectStorage

/// What `destinations.yaml` says about a bucket.
package struct S3Configuration: Sendable {
    /// How the integrity of a body is shown beside its signed SHA-256.
    package enum Checksum: String, Sendable, CaseIterable {
        /// `x-amz-checksum-sha256`, which S3 keeps with the object.
        case sha256
        /// `Content-MD5`, for servers that know nothing else.
        case md5
        case none
    }

    /// Whether conditions on writes are relied upon.
    package enum ConditionalWrites: String, Sendable, CaseIterable {
        /// If the server turns out to honour them.
        case auto
        /// Never: what is stored is looked at before each write.
        case off
    }

    /// S3 takes parts from 5 MiB on.
    package static let partSizes = (5 << 20)...(1 << 30)
    /// S3 takes 5 GiB at once; there is no least size of an upload in parts, the last part may be small.
    package static let multipartThresholds = (1 << 10)...(5 << 30)

    package var location: S3Location
    package var region: String
    package var layout = LayoutConfiguration()
    package var credentials = AWSCredentialSettings()
    package var tls = TLSOptions()
    package var checksum = Checksum.sha256
    package var conditionalWrites = ConditionalWrites.auto
    /// Larger objects are uploaded in parts, bytes.
    package var multipartThreshold = 16 << 20
    /// Bytes of one part.
    package var partSize = 8 << 20
    /// Requests on the way at once.
    package var connections = 32

    package init(location: S3Location, region: String) {
        self.location = location
        self.region = region
    }
}
