import AWSCredentials
import ConfigurationReader
import HTTPTransport
import S3Destination
import SQSDestination
import Testing

@Suite("The section of a queue")
struct SQSConfigurationTests {
    private static let url = "queue_url: https://sqs.eu-west-2.amazonaws.com/123456789012/events"

    private func read(
        _ text: String,
        _ variables: [String: String] = [:]
    ) -> (configuration: SQSConfiguration?, mistakes: [String]) {
        let file = ConfigurationFile(text: text)
        let environment = AWSEnvironment(variables: ["HOME": "/nowhere"].merging(variables) { $1 })
        let configuration = file.root.flatMap { section in
            section.title = "a sqs destination"
            defer { section.finish() }
            return SQSConfiguration(section, environment: environment)
        }
        #expect(file.titlesOfUnfinishedSections.isEmpty)
        return (configuration, file.diagnostics.map(\.message))
    }

    @Test("The queue's URL is enough: its host names the region")
    func defaults() throws {
        let (configuration, mistakes) = read(Self.url)
        #expect(mistakes.isEmpty)
        let read = try #require(configuration)
        #expect(read.region == "eu-west-2")
        #expect(read.maxMessageSize == nil)
        #expect(read.largePayloads == nil)
        #expect(read.credentials == AWSCredentialSettings())
    }

    @Test("Every key is read; the bucket takes over what it does not say itself")
    func all() throws {
        let (configuration, mistakes) = read(
            """
            queue_url: http://127.0.0.1:4566/000000000000/events.fifo
            region: eu-north-1
            access_key_id: id
            secret_access_key: secret
            max_message_size: 256KiB
            connections: 3
            tls: {verify: false}
            large_payloads: {bucket: cgm-large, prefix: out/, endpoint: "http://127.0.0.1:9000"}
            """
        )
        #expect(mistakes.isEmpty)
        let read = try #require(configuration)
        #expect(read.region == "eu-north-1")
        #expect(read.maxMessageSize == 256 << 10)
        #expect(read.connections == 3)
        #expect(!read.tls.verifiesServer)
        let large = try #require(read.largePayloads)
        #expect(large.prefix == "out/")
        #expect(large.bucket.region == "eu-north-1")
        #expect(large.bucket.location.bucket == "cgm-large")
        #expect(large.bucket.credentials == read.credentials)
    }

    @Test("The bucket may be elsewhere, with credentials of its own")
    func bucketElsewhere() throws {
        let large =
            "large_payloads: {bucket: cgm-large, region: us-west-2, access_key_id: b, secret_access_key: s}"
        let read = try #require(read("\(Self.url)\n\(large)").configuration?.largePayloads)
        #expect(read.bucket.region == "us-west-2")
        #expect(read.bucket.location.endpoint.authority == "cgm-large.s3.us-west-2.amazonaws.com")
        #expect(read.bucket.credentials.credentials?.accessKeyID == "b")
    }

    @Test("The region of another host comes from the environment")
    func region() {
        let url = "queue_url: https://queue.example/1/q"
        #expect(read(url).configuration?.region == "us-east-1")
        #expect(read(url, ["AWS_REGION": "eu-north-1"]).configuration?.region == "eu-north-1")
    }

    @Test(
        "Every mistake is reported once",
        arguments: [
            ("region: eu-west-2", "queue_url"), ("queue_url: nowhere", "scheme"),
            (url + "\nmax_message_size: 2MiB", "1MiB"), (url + "\nlarge_payloads: {}", "bucket"),
            (url + "\nlarge_payloads: {bucket: cgm, buckett: x}", "buckett"),
            (url + "\nsecret_access_key: hunter2", "together"),
            (url + "\nqueue: x", "queue_url"),
        ]
    )
    func mistakes(text: String, part: String) {
        let (_, mistakes) = read(text)
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.contains(part) == true, "\(mistakes)")
        #expect(!mistakes.joined().contains("hunter2"))
    }
}
