import ConfigurationReader
import FirestoreDestination
import HTTPTransport
import RouterCore
import Testing

@Suite struct FirestoreConfigurationTests {
    private func configuration(
        _ yaml: String,
        environment: [String: String] = [:]
    ) throws -> (configuration: FirestoreConfiguration?, mistakes: [String]) {
        try read(yaml) { section in FirestoreConfiguration(section) { environment[$0] } }
    }

    @Test func theProjectAloneIsEnough() throws {
        let (read, mistakes) = try configuration("project: my-project")
        #expect(mistakes.isEmpty)
        let configuration = try #require(read)
        #expect(configuration.project == "my-project")
        #expect(configuration.database == "(default)")
        #expect(configuration.endpoint == "https://firestore.googleapis.com")
        #expect(configuration.tls == TLSOptions())
    }

    @Test func readsEveryKey() throws {
        let (read, mistakes) = try configuration(
            """
            project: example.com:my-project
            database: readings-2
            endpoint: http://127.0.0.1:8085/
            credentials: anonymous
            path: users/{user_id}/days/{start_date}
            event_path: users/{user_id}/events/{id}
            tls: {ca: ca.pem}
            """
        )
        #expect(mistakes.isEmpty)
        let configuration = try #require(read)
        #expect(configuration.project == "example.com:my-project")
        #expect(configuration.database == "readings-2")
        #expect(configuration.endpoint == "http://127.0.0.1:8085")
        #expect(configuration.tls.authorityFile == "ca.pem")
    }

    @Test func theEmulatorsVariableIsHonouredWhereNoEndpointIsWritten() throws {
        let environment = ["FIRESTORE_EMULATOR_HOST": "localhost:8085"]
        let (read, _) = try configuration("project: p", environment: environment)
        #expect(read?.endpoint == "http://localhost:8085")
        let (written, _) = try configuration("project: p\nendpoint: https://x.test", environment: environment)
        #expect(written?.endpoint == "https://x.test")
    }

    @Test(arguments: [
        ("database: d", "missing key 'project'"),
        ("project: My/Project", "'project' must be the id of a project"),
        ("project: p\ndatabase: a/b", "'database' must be the id of a database"),
        ("project: p\npath: terra/{user_id}-{start_date}/x", "even number of names"),
        ("project: p\npath: terra/{type}", "'path' cannot be used"),
        ("project: p\nevent_path: terra/{id}/x", "'event_path' must be the path of a document"),
        ("project: p\nendpoint: nowhere", "scheme"),
        ("project: p\ncredentials: key.json", "content of a JSON file"),
        ("project: p\ncollection: terra", "unknown key 'collection'"),
    ])
    func everyMistakeIsReportedOnceWithWhatWouldBeRight(yaml: String, words: String) throws {
        let (_, mistakes) = try configuration(yaml)
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.contains(words) == true, "\(mistakes)")
    }
}
