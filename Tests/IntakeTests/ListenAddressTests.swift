import Intake
import Testing

@Suite("Listen addresses")
struct ListenAddressTests {
    @Test(
        "Addresses are read and written back",
        arguments: [
            ("127.0.0.1:8080", ListenAddress.tcp(host: "127.0.0.1", port: 8080)),
            ("[::1]:0", .tcp(host: "::1", port: 0)),
            ("localhost:65535", .tcp(host: "localhost", port: 65_535)),
            ("unix:/run/a.sock", .unix(path: "/run/a.sock")),
            ("unix:a:b", .unix(path: "a:b")),
        ]
    )
    func valid(text: String, address: ListenAddress) {
        #expect(ListenAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(
        "What is no address is none",
        arguments: [
            "", ":8080", "8080", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:+1",
            "::1:80", "unix:", "localhost:80a", "unix:" + String(repeating: "x", count: 108),
        ]
    )
    func invalid(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test("Only loopback and Unix sockets are local")
    func local() {
        for text in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "unix:/x"] {
            #expect(ListenAddress(text)?.isLocal == true)
        }
        for text in ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "127.0.0.1.example:1", "127.example.com.x:1", "127.0.0:1"] {
            #expect(ListenAddress(text)?.isLocal == false)
        }
    }
}
