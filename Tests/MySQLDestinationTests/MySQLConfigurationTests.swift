import ConfigurationReader
import MySQLDestination
import Testing

@Suite struct MySQLConfigurationTests {
    @Test func everyPartOfAURLIsRead() throws {
        let url = try MySQLURL("mysql://us%40er:p%2Fa%3As@db.example:3307/d%2Db?ssl_mode=REQUIRED&ssl-ca=/a%20b.pem")
        #expect(url.user == "us@er")
        #expect(url.password == "p/a:s")
        #expect(url.host == "db.example")
        #expect(url.port == 3307)
        #expect(url.database == "d-b")
        #expect(url.parameters == ["ssl-mode": "REQUIRED", "ssl-ca": "/a b.pem"])
        #expect(try MySQLURL("mariadb://u@[::1]/d").host == "::1")
        #expect(try MySQLURL("mysql://u@[fe80::1]:33/d").port == 33)
        #expect(try MySQLURL("mysql://u:p@db/d").port == 3306)
    }

    @Test(arguments: [
        "postgres://u:geheim@db/d", "mysql://u:geheim@db", "mysql://u:geheim@db/", "mysql://:geheim@db/d",
        "mysql://u:geheim@db:0/d", "mysql://u:geheim@db:99999/d", "mysql://u:geheim@db:x/d", "mysql://u:geheim@/d",
        "mysql://u:geheim%zz@db/d", "mysql://u:geheim@a,b/d", "mysql://u:geheim@db/d?ssl-mode",
        "mysql://u:geheim@db/d?sslmodus=x", "mysql://u:geheim@db/d?ssl-mode=PREFERRED",
        "mysql://u:geheim@db/d?ssl-mode=geheim", "mysql://u:geheim@db/d?ssl-mode=REQUIRED&ssl_mode=REQUIRED",
        "mysql://u:geheim@db/d?ssl-verify-server-cert=geheim", "mysql://u:geheim@db/d/e",
    ])
    func aMistakeIsReportedWithoutThePassword(url: String) {
        let (value, messages) = configuration("url: '\(url)'")
        #expect(value == nil)
        #expect(messages.count == 1)
        #expect(!messages.joined().contains("geheim"))
    }

    /// Verified unless it is turned off in so many words, or leads nowhere but to this machine.
    @Test(
        arguments: [
            ("url: mysql://u:p@db/d", .verified), ("url: mysql://u:p@192.0.2.7/d", .verified),
            ("url: mysql://u:p@127.evil/d", .verified), ("url: mysql://u:p@127.0.0.1/d", .disabled),
            ("url: mysql://u:p@localhost/d", .disabled), ("url: 'mysql://u:p@[::1]/d'", .disabled),
            ("url: mysql://u:p@db/d?socket=/run/mysqld/mysqld.sock", .disabled),
            ("url: mysql://u:p@db/d?ssl-mode=REQUIRED", .verified),
            ("url: mysql://u:p@db/d?ssl-mode=VERIFY_CA", .verified),
            ("url: mysql://u:p@db/d?ssl-mode=verify_identity", .verified),
            ("url: mysql://u:p@db/d?ssl-mode=DISABLED", .disabled),
            ("url: mysql://u:p@db/d?ssl-verify-server-cert=false", .unverified),
            ("url: mysql://u:p@127.0.0.1/d?ssl-ca=/ca.pem", .verified),
            ("url: mysql://u:p@127.0.0.1/d\ntls: {ca: /ca.pem}", .verified),
            ("url: mysql://u:p@127.0.0.1/d\ntls: {verify: false}", .unverified),
            ("url: mysql://u:p@db/d\ntls: {verify: false}", .unverified),
            ("url: mysql://u:p@db/d\ntls: {verify: true}", .verified),
        ] as [(String, MySQLTLS.Mode)]
    )
    func theServerHasToProveWhoItIs(text: String, mode: MySQLTLS.Mode) throws {
        let (value, messages) = configuration(text)
        #expect(messages == [])
        #expect(value?.tls.mode == mode)
    }

    @Test func filesComeFromEitherPlace() {
        let files = "tls: {ca: /ca.pem, certificate: /c.pem, private_key: /k.pem}"
        let expected = MySQLTLS(
            mode: .verified,
            authorityFile: "/ca.pem",
            certificateFile: "/c.pem",
            privateKeyFile: "/k.pem"
        )
        #expect(configuration("url: mysql://u:p@db/d\n\(files)").value?.tls == expected)
        let query = "ssl-ca=/ca.pem&ssl-cert=/c.pem&ssl-key=/k.pem"
        #expect(configuration("url: mysql://u:p@db/d?\(query)").value?.tls == expected)
    }

    @Test(arguments: [
        ("url: mysql://u:p@db/d?ssl-ca=/a.pem\ntls: {ca: /b.pem}", 1),
        ("url: mysql://u:p@db/d\ntls: {certificate: /b.pem}", 1), ("url: mysql://u:p@db/d\ntls: {cert: /b.pem}", 1),
        ("tls: {verify: maybe}", 2), ("url: mysql://u:p@db/d\nschema: x", 1),
    ])
    func everyMistakeIsReported(text: String, count: Int) {
        #expect(configuration(text).messages.count == count)
    }

    private func configuration(_ text: String) -> (value: MySQLConfiguration?, messages: [String]) {
        let file = ConfigurationFile(text: text)
        guard let section = file.root else { return (nil, ["no section"]) }
        let value = MySQLDestination.configure(section)
        section.finish()
        return (value, file.diagnostics.map(\.message))
    }
}
