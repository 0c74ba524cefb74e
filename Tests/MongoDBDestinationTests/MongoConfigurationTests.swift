import ConfigurationReader
import MongoDBDestination
import Testing

@Suite struct MongoConfigurationTests {
    @Test(arguments: [
        "mongodb://u:p@a,b:27018/terra?replicaSet=rs&w=2", "mongodb+srv://u:p@cluster.abcde.example/terra",
        "mongodb://u:p%40ss@[::1]:27017/terra?tls=true&tlsCAFile=/ca.pem&retryWrites=false",
        "mongodb://db/terra?authSource=admin&compressors=zlib&readPreference=primary&appName=mine",
    ])
    func whatLibmongocUnderstandsIsTaken(url: String) {
        let (value, messages) = configuration("url: '\(url)'")
        #expect(messages == [])
        #expect(value?.database == "terra")
        #expect(value?.key == .startTime && value?.createsIndexes == true && value?.tls == nil)
    }

    @Test func everyKeyIsRead() {
        let (value, messages) = configuration(
            """
            url: mongodb://db/x
            database: terra
            key: start_date
            create_indexes: false
            tls: {ca: /ca.pem, certificate_key: /both.pem, verify: false}
            """
        )
        #expect(messages == [])
        #expect(
            value
                == MongoDBConfiguration(
                    url: "mongodb://db/x",
                    database: "terra",
                    tls: .init(authorityFile: "/ca.pem", certificateKeyFile: "/both.pem", verifiesServer: false),
                    key: .startDate,
                    createsIndexes: false
                )
        )
    }

    @Test(arguments: [
        "postgres://u:geheim@db/terra", "mongodb://u:geheim%zz@db/terra",
        "mongodb://u:geheim@/terra", "mongodb://u:geheim@db/terra?w=0", "mongodb://u:geheim@db/terra?frobnicate=geheim",
        "mongodb+srv://u:geheim@a,b/terra", "mongodb://u:geheim@db/",
    ])
    func aMistakeIsReportedWithoutThePassword(url: String) {
        let (value, messages) = configuration("url: '\(url)'")
        #expect(value == nil)
        #expect(messages.count == 1, "\(messages)")
        #expect(!messages.joined().contains("geheim") && !messages.joined().contains("heim@"))
    }

    @Test(arguments: [
        ("", 1), ("url: mongodb://db/x\ndatabase: a/b", 1), ("url: mongodb://db/x\nkey: date", 1),
        ("url: mongodb://db/x\ntls: {verify: maybe}", 1), ("url: mongodb://db/x\ncollection: y", 1),
        ("url: mongodb://db/x\ntls: {certificate: /c.pem}", 1),
    ])
    func everyMistakeIsReported(text: String, count: Int) {
        #expect(configuration(text).messages.count == count)
    }

    private func configuration(_ text: String) -> (value: MongoDBConfiguration?, messages: [String]) {
        let file = ConfigurationFile(text: text)
        guard let section = file.root else { return (nil, ["no section"]) }
        let value = MongoDBDestination.configure(section)
        section.finish()
        return (value, file.diagnostics.map(\.message))
    }
}
