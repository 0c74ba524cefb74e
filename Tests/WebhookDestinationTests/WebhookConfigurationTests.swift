import ConfigurationReader
import HTTPTransport
import Testing
import WebhookDestination

@Suite struct WebhookConfigurationTests {
    private func read(_ yaml: String) throws -> (configuration: WebhookConfiguration?, mistakes: [String]) {
        let file = ConfigurationFile(text: yaml)
        let section = try #require(file.root)
        let configuration = WebhookDestination.configure(section)
        section.finish()
        #expect(file.titlesOfUnfinishedSections.isEmpty)
        return (configuration, file.diagnostics.map { "\($0.position?.line ?? 0): \($0.message)" })
    }

    @Test func theURLAloneIsEnough() throws {
        let (configuration, mistakes) = try read("url: https://example.com/hook")
        #expect(mistakes.isEmpty)
        #expect(configuration?.url.text == "https://example.com/hook")
        #expect(configuration?.method == .post)
        #expect(configuration?.format == .single)
        #expect(configuration?.signer == nil)
        #expect(configuration?.connections == 16)
        #expect(configuration?.tls == TLSOptions())
    }

    @Test func readsEveryKey() throws {
        let (configuration, mistakes) = try read(
            """
            url: https://example.com/hook
            secret: whsec_KpdRbDVLaISM29j1SiJqClWyHtE44getbFy7nACqWuo=
            headers: {X-Team: cgm, Content-Type: text/json}
            method: PUT
            batch_format: ndjson
            connections: 3
            tls: {ca: ca.pem, certificate: c.pem, private_key: k.pem, verify: false}
            """
        )
        #expect(mistakes.isEmpty)
        let read = try #require(configuration)
        #expect(read.signer != nil)
        #expect(read.headers == [HTTPField("X-Team", "cgm"), HTTPField("Content-Type", "text/json")])
        #expect(read.method == .put)
        #expect(read.format == .ndjson)
        #expect(read.connections == 3)
        #expect(read.tls.authorityFile == "ca.pem")
        #expect(read.tls.certificateFile == "c.pem")
        #expect(read.tls.privateKeyFile == "k.pem")
        #expect(!read.tls.verifiesServer)
    }

    @Test(arguments: [
        ("method: PUT", "url"),
        ("url: example.com/hook", "scheme"),
        ("url: ftp://example.com/hook", "only https and http"),
        ("url: https://example.com\nsecret: hunter2", "starts with whsec_"),
        ("url: https://example.com\nsecret: whsec_aHVudGVyMg==", "24 to 64 bytes"),
        ("url: https://example.com\nmethod: GET", "PUT"),
        ("url: https://example.com\nbatch_format: xml", "ndjson"),
        ("url: https://example.com\nconnections: 0", "1"),
        ("url: https://example.com\nheaders: {Webhook-Id: a}", "Webhook-Id"),
        ("url: https://example.com\nheaders: {Content-Length: '5'}", "Content-Length"),
        ("url: https://example.com\nheaders: {X Y: hunter2}", "header 1"),
        ("url: https://example.com\nheaders: {X-Y: \"a\\nhunter2\"}", "header 1"),
        ("url: https://example.com\ntls: {certificate: c.pem}", "private_key"),
        ("url: https://example.com\ntls: {verfy: false}", "verify"),
        ("url: https://example.com\nurls: x", "urls"),
        ("url: https://example.com\nformat: fhir\nbatch_format: array", "'batch_format: array' does not go with"),
        ("url: https://example.com\nformat: fit\nbatch_format: ndjson", "'batch_format: ndjson' does not go with"),
        ("url: https://example.com\nformat: cloudevents\nbatch_format: array", "cloudevents.mode"),
        ("url: https://example.com\nformat: readings\nreadings: {encoding: csv}\nbatch_format: ndjson", "ndjson"),
        ("url: https://example.com\nformat: xml", "cloudevents"),
        ("url: https://example.com\nfhir: {unit: mmol/L}", "format: fhir"),
        ("url: https://example.com\noauth: {client_id: a, client_secret: b}", "token_url"),
        ("url: https://example.com\noauth: {token_url: https://example.com, client_id: a}", "client_secret"),
        (
            "url: https://example.com\nheaders: {authorization: hunter2}\n"
                + "oauth: {token_url: https://example.com, client_id: a, client_secret: b}", "'oauth'"
        ),
    ])
    func everyMistakeIsReportedOnceWithWhatWouldBeRight(yaml: String, part: String) throws {
        let (_, mistakes) = try read(yaml)
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.contains(part) == true, "\(mistakes)")
        #expect(!mistakes.joined().contains("hunter2"))
    }

    @Test func aFormatDecidesHowEventsShareRequests() throws {
        let formats: [(String, BatchFormat)] = [
            ("format: fhir", .single), ("format: cloudevents", .single),
            ("format: cloudevents\ncloudevents: {mode: structured}", .single),
            ("format: cloudevents\ncloudevents: {mode: batch}", .array),
            ("format: readings\nbatch_format: ndjson", .ndjson), ("format: json\nbatch_format: array", .array),
        ]
        for (yaml, format) in formats {
            let (configuration, mistakes) = try read("url: https://example.com/hook\n\(yaml)")
            #expect(mistakes.isEmpty, "\(mistakes)")
            #expect(configuration?.format == format, "\(yaml)")
        }
    }

    @Test func readsOAuth() throws {
        let (configuration, mistakes) = try read(
            """
            url: https://example.com/fhir
            oauth: {token_url: "https://login.example/token", client_id: a, client_secret: b, scope: c d, client_authentication: body}
            """
        )
        #expect(mistakes.isEmpty)
        let oauth = try #require(configuration?.oauth)
        #expect(oauth.tokenURL.text == "https://login.example/token")
        #expect(oauth.clientID == "a")
        #expect(oauth.clientSecret == "b")
        #expect(oauth.scope == "c d")
        #expect(oauth.clientAuthentication == .body)
    }

    @Test func allMistakesAreReportedTogether() throws {
        let (configuration, mistakes) = try read(
            """
            url: nowhere
            secret: nothing
            connections: 5000
            headers: {expect: x, te: y}
            """
        )
        #expect(configuration == nil)
        #expect(mistakes.count == 5, "\(mistakes)")
    }
}
