import AWSCredentials
import ConfigurationReader
import HTTPDestinations
import HTTPTransport

/// What a section says about a bucket itself: `bucket`, `region`, `endpoint`, `path_style` and the credentials.
package struct S3Bucket: Sendable {
    package let location: S3Location
    package let region: String
    package let credentials: AWSCredentialSettings

    package init(location: S3Location, region: String, credentials: AWSCredentialSettings) {
        self.location = location
        self.region = region
        self.credentials = credentials
    }

    /// Every mistake is reported, and nil returned where one stands in the way. Left out, `region` and credentials are
    /// `defaults`, where there are any.
    package init?(
        _ section: ConfigurationSection,
        environment: AWSEnvironment = .process,
        defaults: (region: String, credentials: AWSCredentialSettings)? = nil
    ) {
        let bucket = Self.bucket(section)
        let written = AWSCredentialSettings(section)
        credentials = written == AWSCredentialSettings() ? defaults?.credentials ?? written : written
        let hasEndpoint = section.has("endpoint")
        let endpoint = section.url("endpoint")
        // Servers that are not AWS's nearly all take this one, whatever they call theirs.
        let region = credentials.region(
            section,
            environment: environment,
            fallback: defaults?.region ?? (hasEndpoint ? "us-east-1" : nil)
        )
        let isPathStyle = section.bool("path_style")
        guard let bucket, let region, !hasEndpoint || endpoint != nil else { return nil }
        guard
            let location = S3Location(bucket: bucket, region: region, endpoint: endpoint, isPathStyle: isPathStyle)
        else {
            section.report("'endpoint' must have neither user, query nor fragment, and suit the bucket", at: "endpoint")
            return nil
        }
        self.location = location
        self.region = region
    }

    private static func bucket(_ section: ConfigurationSection) -> String? {
        guard let bucket = section.requiredString("bucket") else { return nil }
        guard S3Location.isValid(bucket: bucket) else {
            section.report("'bucket' must be a bucket's name: 3 to 63 letters, digits, '.', '-' or '_'", at: "bucket")
            return nil
        }
        return bucket
    }
}
