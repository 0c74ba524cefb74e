import ConfigurationReader
import Daemon
import Testing

/// A key with nothing behind it reads as if it were left out, but where that would hide a slip that changes where events
/// go, or with which credentials.
@Suite struct BlankKeyTests {
    @Test(arguments: [
        ("{kind: s3, bucket: cgm, region: eu-west-2, endpoint: }", "endpoint"),
        ("{kind: gcs, bucket: cgm, endpoint: }", "endpoint"),
        ("{kind: gcs, bucket: cgm, credentials: }", "credentials"),
        ("{kind: firestore, project: p, endpoint: }", "endpoint"),
        ("{kind: firestore, project: p, credentials: }", "credentials"),
        ("{kind: kafka, topic: t, brokers: }", "brokers"),
        ("{kind: azure_blob, container: cgm, connection_string: }", "connection_string"),
        ("{kind: azure_blob, container: cgm, sas_url: }", "sas_url"),
    ])
    func aDestinationThatCannotBeReadIsReported(destination: String, key: String) {
        let text = "destinations: {a: \(destination), b: {kind: sqlite, path: p}}\nroutes: [{to: [a, b]}]"
        let loaded = DaemonConfiguration.load(ConfigurationFile(text: text))
        #expect(loaded.configuration == nil)
        #expect(loaded.diagnostics.map(\.message) == ["'\(key)' must not be empty"])
    }
}
