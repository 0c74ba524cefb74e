import ConfigurationReader
import PostgresDestination
import Testing

@Suite struct PostgresConfigurationTests {
    @Test(arguments: [
        "postgres://u:p@db/d", "postgresql://db1,db2:5433/d?target_session_attrs=read-write&sslmode=verify-full",
        "postgres:///d?host=/var/run/postgresql", "postgres://[::1]:5432/d?connect_timeout=3",
    ])
    func whatLibpqUnderstandsIsTaken(url: String) {
        #expect(configuration("url: '\(url)'").messages == [])
        #expect(configuration("url: '\(url)'\nschema: terra").value?.schema == "terra")
    }

    @Test(arguments: [
        "postgres://u:geheim@[::1/d", "postgres://u:geheim%zz@db/d", "postgres://u:geheim@db/d?sslmodus=require",
        "mysql://u:geheim@db/d", "postgres://u:geheim@db/d?sslmode", "postgres://db/d?password=geheim&x=1",
    ])
    func aMistakeIsReportedWithoutThePassword(url: String) {
        let (value, messages) = configuration("url: '\(url)'")
        #expect(value == nil)
        #expect(messages.count == 1)
        #expect(!messages.joined().contains("geheim"))
    }

    @Test func anUnknownParameterIsNamed() {
        #expect(configuration("url: postgres://db/d?sslmodus=require").messages.joined().contains("“sslmodus”"))
    }

    @Test func everyMistakeIsReported() {
        #expect(configuration("schema: ''\nshema: x").messages.count == 3)
        #expect(configuration("url: postgres://db/d\nschema: \(String(repeating: "x", count: 64))").value == nil)
    }

    private func configuration(_ text: String) -> (value: PostgresConfiguration?, messages: [String]) {
        let file = ConfigurationFile(text: text)
        guard let section = file.root else { return (nil, ["no section"]) }
        let value = PostgresDestination.configure(section)
        section.finish()
        return (value, file.diagnostics.map(\.message))
    }
}
