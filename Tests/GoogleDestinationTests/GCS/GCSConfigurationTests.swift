import ConfigurationReader
import GCSDestination
import HTTPTransport
import ObjectStorage
import RouterCore
import Testing

@Suite struct GCSConfigurationTests {
    private func configuration(
        _ yaml: String,
        environment: [String: String] = [:]
    ) throws -> (configuration: GCSConfiguration?, mistakes: [String]) {
        try read(yaml) { section in GCSConfiguration(section) { environment[$0] } }
    }

    @Test func theBucketAloneIsEnough() throws {
        let (read, mistakes) = try configuration("bucket: cgm")
        #expect(mistakes.isEmpty)
        let configuration = try #require(read)
        #expect(configuration.bucket == "cgm")
        #expect(configuration.endpoint == "https://storage.googleapis.com")
        #expect(configuration.layout == LayoutConfiguration())
        #expect(configuration.tls == TLSOptions())
        #expect(configuration.connections == 32)
        #expect(configuration.resumableThreshold == 8 << 20)
        #expect(configuration.chunkSize == 8 << 20)
    }

    @Test func readsEveryKey() throws {
        let (read, mistakes) = try configuration(
            """
            bucket: a.b-c_1
            endpoint: http://127.0.0.1:4443/storage/v1/
            credentials: anonymous
            prefix: terra/
            layout: batches
            compression: none
            connections: 3
            resumable_threshold: 1MiB
            chunk_size: 512KiB
            tls: {ca: ca.pem, verify: false}
            """
        )
        #expect(mistakes.isEmpty)
        let configuration = try #require(read)
        #expect(configuration.endpoint == "http://127.0.0.1:4443")
        #expect(configuration.layout.prefix == "terra/")
        #expect(configuration.layout.layout == .batches)
        #expect(configuration.layout.compression == .none)
        #expect(configuration.connections == 3)
        #expect(configuration.resumableThreshold == 1 << 20)
        #expect(configuration.chunkSize == 512 << 10)
        #expect(configuration.tls.authorityFile == "ca.pem")
        #expect(!configuration.tls.verifiesServer)
    }

    @Test(arguments: [("localhost:4443", "http://localhost:4443"), ("https://gcs.test/", "https://gcs.test")])
    func theEmulatorsVariableIsHonouredWhereNoEndpointIsWritten(host: String, endpoint: String) throws {
        let environment = ["STORAGE_EMULATOR_HOST": host]
        #expect(try configuration("bucket: cgm", environment: environment).configuration?.endpoint == endpoint)
        let written = try configuration("bucket: cgm\nendpoint: https://x.test", environment: environment)
        #expect(written.configuration?.endpoint == "https://x.test")
    }

    @Test(arguments: [
        ("prefix: a/", "missing key 'bucket'"),
        ("bucket: CGM", "name of a bucket"),
        ("bucket: cgm/folder", "go to 'prefix'"),
        ("bucket: cg", "3 to 222"),
        ("bucket: cgm\nendpoint: storage.test", "scheme"),
        ("bucket: cgm\ncredentials: key.json", "content of a JSON file"),
        ("bucket: cgm\nkey: body.json", "'key' cannot be used"),
        ("bucket: cgm\nprefix: /a", "'prefix'"),
        ("bucket: cgm\nchunk_size: 300KiB", "multiple of 256KiB"),
        ("bucket: cgm\nchunk_size: 1KiB", "at least 256KiB"),
        ("bucket: cgm\nconnections: 0", "from 1"),
        ("bucket: cgm\nregion: eu", "unknown key 'region'"),
        ("bucket: cgm\ntls: {certificate: c.pem}", "private_key"),
    ])
    func everyMistakeIsReportedOnceWithWhatWouldBeRight(yaml: String, words: String) throws {
        let (_, mistakes) = try configuration(yaml)
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.contains(words) == true, "\(mistakes)")
    }
}
