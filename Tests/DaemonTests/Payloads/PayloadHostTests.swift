import HTTPTransport
import PayloadFetching
import Testing

@Suite("Hosts that payloads are fetched from")
struct PayloadHostTests {
    @Test(
        arguments: [
            ("files.example.org", "https://files.example.org/a?b", true),
            ("Files.Example.org", "https://FILES.example.org:443/a", true),
            ("files.example.org:443", "https://files.example.org/", true),
            ("files.example.org", "https://files.example.org:8443/", false),
            ("files.example.org:8443", "https://files.example.org:8443/", true),
            ("files.example.org", "http://files.example.org/", false),
            ("files.example.org", "https://files.example.org.evil.example/", false),
            ("files.example.org", "https://files.example.org@evil.example/", false),
            ("*.example.org", "https://a.b.example.org/", true),
            ("*.example.org", "https://example.org/", false),
            ("*.example.org", "https://badexample.org/", false),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000/x", true),
            ("http://127.0.0.1:9000", "https://127.0.0.1:9000/x", false),
            ("http://127.0.0.1:9000", "http://127.0.0.1/x", false),
        ]
    )
    func allows(host: String, url: String, isAllowed: Bool) throws {
        let host = try #require(PayloadHost(host))
        #expect(try host.allows(HTTPURL(url)) == isAllowed)
    }

    @Test(arguments: ["", "*", "*.com", "a b", "a/b", "a:b", "a:0", "a:70000", "*.", "a..b", "user@host", "*.*.org"])
    func refuses(text: String) {
        #expect(PayloadHost(text) == nil)
    }
}
