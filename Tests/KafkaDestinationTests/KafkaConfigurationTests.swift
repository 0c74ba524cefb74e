import ConfigurationReader
import KafkaDestination
import Testing

@Suite struct KafkaConfigurationTests {
    private func read(_ yaml: String) throws -> (configuration: KafkaConfiguration?, mistakes: [String]) {
        let file = ConfigurationFile(text: yaml)
        let section = try #require(file.root)
        let configuration = KafkaDestination.configure(section)
        section.finish()
        #expect(file.titlesOfUnfinishedSections.isEmpty)
        return (configuration, file.diagnostics.map { "\($0.position?.line ?? 0): \($0.message)" })
    }

    /// The last value that librdkafka is given.
    private func value(_ name: String, _ configuration: KafkaConfiguration?) -> String? {
        configuration?.properties.last { $0.name == name }?.value
    }

    @Test func brokersAndTopicAreEnough() throws {
        let (configuration, mistakes) = try read("brokers: [a:9092, 'b', '[::1]:9092']\ntopic: events")
        #expect(mistakes.isEmpty)
        #expect(value("bootstrap.servers", configuration) == "a:9092,b,[::1]:9092")
        #expect(value("enable.idempotence", configuration) == "true")
        #expect(value("acks", configuration) == "all")
        #expect(value("compression.codec", configuration) == "lz4")
        #expect(value("security.protocol", configuration) == "plaintext")
        #expect(value("partitioner", configuration) == "murmur2_random")
    }

    @Test func readsEveryKey() throws {
        let (configuration, mistakes) = try read(
            """
            brokers: "a:9093, b:9093"
            topic: glucose.{type}
            acks: all
            compression: zstd
            security:
              protocol: sasl_ssl
              mechanism: SCRAM-SHA-512
              username: terra
              password: hunter2
              ca: ca.pem
              certificate: |
                -----BEGIN CERTIFICATE-----
                AAAA
                -----END CERTIFICATE-----
              private_key: key.pem
              private_key_password: hunter3
            properties: {linger.ms: "5", message.max.bytes: 5000000, partitioner: consistent_random, client.id: x}
            """
        )
        #expect(mistakes.isEmpty, "\(mistakes)")
        let expected = [
            "bootstrap.servers": "a:9093,b:9093", "compression.codec": "zstd", "security.protocol": "sasl_ssl",
            "sasl.mechanism": "SCRAM-SHA-512", "sasl.username": "terra", "sasl.password": "hunter2",
            "ssl.ca.location": "ca.pem", "ssl.key.location": "key.pem", "ssl.key.password": "hunter3",
            "enable.ssl.certificate.verification": "true", "ssl.endpoint.identification.algorithm": "https",
            "linger.ms": "5", "message.max.bytes": "5000000", "partitioner": "consistent_random", "client.id": "x",
        ]
        for (name, wanted) in expected { #expect(value(name, configuration) == wanted, "\(name)") }
        #expect(value("ssl.certificate.pem", configuration)?.hasPrefix("-----BEGIN CERTIFICATE-----") == true)
    }

    @Test(arguments: [
        ("topic: t", "'brokers'"),
        ("brokers: a:9092", "'topic'"),
        ("brokers: []\ntopic: t", "at least one broker"),
        ("brokers: [a:9092, 'ssl://b:9092']\ntopic: t", "host:port"),
        ("brokers: a:0\ntopic: t", "host:port"),
        ("brokers: ':9092'\ntopic: t", "host:port"),
        ("brokers: 'a:9092,,b:9092'\ntopic: t", "host:port"),
        ("brokers: a\ntopic: '{user_id}'", "topics without end"),
        ("brokers: a\ntopic: t\nacks: 1", "must be all"),
        ("brokers: a\ntopic: t\ncompression: brotli", "zstd"),
        ("brokers: a\ntopic: t\ntopics: u", "unknown key 'topics'"),
        ("brokers: a\ntopic: t\nsecurity: {username: u}", "'protocol'"),
        ("brokers: a\ntopic: t\nsecurity: sasl_ssl", "mapping"),
        ("brokers: a\ntopic: t\nsecurity: {protocol: tls}", "sasl_ssl"),
        ("brokers: a\ntopic: t\nsecurity: {protocol: sasl_ssl}", "'mechanism'"),
        ("brokers: a\ntopic: t\nsecurity: {protocol: sasl_ssl, mechanism: PLAIN, username: u}", "'password'"),
        ("brokers: a\ntopic: t\nsecurity: {protocol: ssl, password: hunter2}", "'password' is for sasl_ssl"),
        ("brokers: a\ntopic: t\nsecurity: {protocol: plaintext, ca: ca.pem}", "'ca' is for ssl"),
        ("brokers: a\ntopic: t\nsecurity: {protocol: ssl, certificate: c.pem}", "belong together"),
        ("brokers: a\ntopic: t\nsecurity: {protocol: ssl, verfy: false}", "did you mean 'verify'"),
        ("brokers: a\ntopic: t\nproperties: {linger: 5}", "no property 'linger'"),
        ("brokers: a\ntopic: t\nproperties: {linger.ms: -1}", "'linger.ms'"),
        ("brokers: a\ntopic: t\nproperties: {linger.ms: }", "no value"),
        ("brokers: a\ntopic: t\nproperties: {enable.idempotence: false}", "rests on it"),
        ("brokers: a\ntopic: t\nproperties: {acks: 0}", "'acks'"),
        ("brokers: a\ntopic: t\nproperties: {request.required.acks: 0}", "'acks'"),
        ("brokers: a\ntopic: t\nproperties: {transactional.id: t}", "rests on it"),
        ("brokers: a\ntopic: t\nproperties: {delivery.report.only.error: true}", "rests on it"),
        ("brokers: a\ntopic: t\nproperties: {queuing.strategy: lifo}", "rests on it"),
        ("brokers: a\ntopic: t\nproperties: {bootstrap.servers: b}", "'brokers'"),
        ("brokers: a\ntopic: t\nproperties: {delivery.timeout.ms: 5}", "'timeout'"),
        ("brokers: a\ntopic: t\nproperties: {sasl.password: hunter2}", "'security.password'"),
        ("brokers: a\ntopic: t\nproperties: {enable.ssl.certificate.verification: false}", "'security.verify'"),
        ("brokers: a\ntopic: t\nproperties: {max.in.flight: 6}", "max.in.flight"),
        ("brokers: a\ntopic: t\nproperties: {dr_msg_cb: x}", "'dr_msg_cb'"),
    ])
    func everyMistakeIsReportedOnceWithWhatWouldBeRight(yaml: String, part: String) throws {
        let (_, mistakes) = try read(yaml)
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.contains(part) == true, "\(mistakes)")
        #expect(!mistakes.joined().contains("hunter2"))
    }
}
