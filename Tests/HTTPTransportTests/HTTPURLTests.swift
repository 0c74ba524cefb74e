import HTTPTransport
import Testing

@Suite struct HTTPURLTests {
    @Test func keepsTheWholeURLAndShowsOnlyItsOrigin() throws {
        let url = try HTTPURL("https://user:pass@Example.com:8443/services/T0/secret?token=abc#part")
        #expect(url.text.contains("user:pass"))
        #expect(url.text.contains("/services/T0/secret?token=abc"))
        #expect(url.description.lowercased() == "https://example.com:8443")
        #expect(url.host.lowercased() == "example.com")
        #expect(url.isSecure)
    }

    @Test(arguments: [
        ("http://127.0.0.1/hook", "http://127.0.0.1"), ("http://[::1]:80/x", "http://[::1]:80"),
        ("HTTPS://example.com", "https://example.com"),
    ])
    func takesNamesAndAddresses(text: String, shown: String) throws {
        #expect(try HTTPURL(text).description == shown)
    }

    @Test(arguments: [
        ("", "URL"), ("example.com/hook", "scheme"), ("ftp://example.com/x", "https and http"),
        ("file:///etc/passwd", "https and http"), ("https://", "host"), ("https:///path", "host"),
        ("https://exa mple.com/", "URL"), ("https://example.com:99999/", "port"), ("https://example.com/a\nb", "URL"),
        ("https://example.com/\u{0}", "NUL"), ("https://user:secret@/", "host"),
        ("https://example.com/" + String(repeating: "a", count: 9000), "8192"),
    ])
    func refusesOthersAndSaysWhyWithoutRepeatingThem(text: String, part: String) throws {
        let failure = try #require(throws: HTTPFailure.self) { try HTTPURL(text) }
        #expect(failure.kind == .invalidURL)
        #expect(failure.reason.contains(part))
        #expect(!failure.reason.contains("secret") && !failure.reason.contains("passwd"))
    }
}
