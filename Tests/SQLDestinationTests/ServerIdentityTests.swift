import PostgresDestination
import Testing

@Suite struct ServerIdentityTests {
    @Test(
        arguments: [
            ("db.example", "192.0.2.7", nil, true), ("db.example", "192.0.2.7", "require", true),
            ("db.example", "2001:db8::1", "prefer", true), ("db.example", "192.0.2.7", "verify-full", false),
            ("db.example", "192.0.2.7", "verify-ca", false), ("localhost", "127.0.0.1", nil, false),
            ("localhost", "::1", "prefer", false), ("/var/run/postgresql", "", nil, false),
            ("127.evil", "192.0.2.7", nil, true),
        ] as [(String, String, String?, Bool)]
    )
    func onlyAServerInTheDistanceHasToProveWhoItIs(host: String, address: String, sslMode: String?, isUnverified: Bool)
    {
        let identity = ServerIdentity(host: host, address: address, sslMode: sslMode)
        #expect(identity.isUnverified == isUnverified)
    }
}
