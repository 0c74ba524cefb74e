import AWSCredentials
import ConfigurationReader
import HTTPTransport
import ObjectStorage
import S3Destination
import Testing

@Suite("The section of a bucket")
struct S3ConfigurationTests {
    private func read(
        _ text: String,
        _ variables: [String: String] = [:]
    ) -> (configuration: S3Configuration?, mistakes: [String]) {
        let file = ConfigurationFile(text: text)
        let environment = AWSEnvironment(variables: ["HOME": "/nowhere"].merging(variables) { $1 })
        let configuration = file.root.flatMap { section in
            section.title = "a s3 destination"
            defer { section.finish() }
            return S3Configuration(section, environment: environment)
        }
        #expect(file.titlesOfUnfinishedSections.isEmpty)
        return (configuration, file.diagnostics.map(\.message))
    }

    @Test("Bucket and region are enough")
    func defaults() throws {
        let (configuration, mistakes) = read("bucket: cgm\nregion: eu-west-2")
        #expect(mistakes.isEmpty)
        let read = try #require(configuration)
        #expect(read.location.endpoint.text == "https://cgm.s3.eu-west-2.amazonaws.com/")
        #expect(read.location.path(of: "a/b c") == "/a/b%20c")
        #expect(read.region == "eu-west-2")
        #expect(read.layout == LayoutConfiguration())
        #expect(read.credentials == AWSCredentialSettings())
        #expect(read.checksum == .sha256)
        #expect(read.conditionalWrites == .auto)
        #expect(read.tls == TLSOptions())
    }

    @Test("Every key is read")
    func all() throws {
        let (configuration, mistakes) = read(
            """
            bucket: cgm
            region: us-east-1
            endpoint: https://minio.internal:9000/base/
            path_style: true
            prefix: terra/
            layout: batches
            compression: none
            access_key_id: id
            secret_access_key: secret
            session_token: token
            checksum: md5
            conditional_writes: "off"
            multipart_threshold: 32MiB
            part_size: 16MiB
            connections: 7
            tls: {ca: ca.pem}
            """
        )
        #expect(mistakes.isEmpty)
        let read = try #require(configuration)
        #expect(read.location.endpoint.authority == "minio.internal:9000")
        #expect(read.location.path(of: "k") == "/base/cgm/k")
        #expect(read.layout.prefix == "terra/")
        #expect(read.layout.compression == Compression.none)
        #expect(
            read.credentials.credentials
                == AWSCredentials(accessKeyID: "id", secretAccessKey: "secret", sessionToken: "token")
        )
        #expect(read.checksum == .md5)
        #expect(read.conditionalWrites == .off)
        #expect(read.multipartThreshold == 32 << 20)
        #expect(read.partSize == 16 << 20)
        #expect(read.connections == 7)
        #expect(read.tls.authorityFile == "ca.pem")
    }

    @Test(
        "Addresses of buckets",
        arguments: [
            ("bucket: a.b\nregion: eu-west-2", "https://s3.eu-west-2.amazonaws.com/a.b/k"),
            (
                "bucket: cgm\nregion: eu-west-2\npath_style: true",
                "https://s3.eu-west-2.amazonaws.com/cgm/k"
            ),
            ("bucket: cgm\nregion: cn-north-1", "https://cgm.s3.cn-north-1.amazonaws.com.cn/k"),
            ("bucket: cgm\nendpoint: http://127.0.0.1:9000", "http://127.0.0.1:9000/cgm/k"),
            ("bucket: cgm\nendpoint: https://r2.example\npath_style: false", "https://cgm.r2.example/k"),
            ("bucket: cgm\nendpoint: https://[::1]:443", "https://[::1]/cgm/k"),
        ]
    )
    func addresses(text: String, address: String) throws {
        let location = try #require(read(text).configuration?.location)
        let scheme = location.endpoint.isSecure ? "https" : "http"
        #expect("\(scheme)://\(location.endpoint.authority)\(location.path(of: "k"))" == address)
    }

    @Test("The region may come from the environment")
    func region() {
        #expect(read("bucket: cgm", ["AWS_REGION": "eu-north-1"]).configuration?.region == "eu-north-1")
        #expect(
            read("bucket: cgm", ["AWS_DEFAULT_REGION": "eu-north-1"]).configuration?.region
                == "eu-north-1"
        )
        #expect(read("bucket: cgm\nendpoint: https://e.example").configuration?.region == "us-east-1")
    }

    @Test(
        "Every mistake is reported once",
        arguments: [
            ("region: eu-west-2", "bucket"), ("bucket: cgm", "'region'"),
            ("bucket: a/b\nregion: r", "'bucket'"),
            ("bucket: cgm\nregion: EU West", "'region'"), ("bucket: cgm\nendpoint: nowhere", "scheme"),
            ("bucket: cgm\nendpoint: https://a.example/?x=1", "'endpoint'"),
            ("bucket: cgm\nregion: r\naccess_key_id: a", "belong together"),
            ("bucket: cgm\nregion: r\nsession_token: hunter2", "'session_token'"),
            (
                "bucket: cgm\nregion: r\nprofile: p\naccess_key_id: a\nsecret_access_key: hunter2",
                "exclude"
            ),
            ("bucket: cgm\nregion: r\npart_size: 1MiB", "5MiB"),
            ("bucket: cgm\nregion: r\nchecksum: crc", "sha256"),
            ("bucket: cgm\nregion: r\nbukkit: x", "bukkit"),
            ("bucket: cgm\nregion: r\nprefix: /a", "'prefix'"),
        ]
    )
    func mistakes(text: String, part: String) {
        let (_, mistakes) = read(text)
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.contains(part) == true, "\(mistakes)")
        #expect(!mistakes.joined().contains("hunter2"))
    }
}
