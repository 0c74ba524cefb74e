import AzureBlobDestination
import Daemon
import DirectoryDestination
import FirestoreDestination
import GCSDestination
import KafkaDestination
import MongoDBDestination
import MySQLDestination
import PostgresDestination
import S3Destination
import SQLiteDestination
import SQSDestination
import SupabaseDestination
import WebhookDestination

extension SettingSection {
    /// The keys of each kind's own: a new kind is one line here.
    static let kinds: [String: SettingSection] = [
        SQLiteDestination.kind: .sqlite,
        DirectoryDestination.kind: .directory,
        PostgresDestination.kind: .postgres,
        MySQLDestination.kind: .mysql,
        MongoDBDestination.kind: .mongodb,
        WebhookDestination.kind: .webhook,
        KafkaDestination.kind: .kafka,
        S3Destination.kind: .s3,
        GCSDestination.kind: .gcs,
        FirestoreDestination.kind: .firestore,
        AzureBlobDestination.kind: .azureBlob,
        SQSDestination.kind: .sqs,
        SupabaseDestination.kind: .supabase,
    ]

    /// All keys of a destination of the kind; nil for a kind that is not described.
    static func destination(_ kind: String) -> SettingSection? {
        guard let factory = [DestinationFactory].all.first(where: { $0.kind == kind }), let own = kinds[kind] else {
            return nil
        }
        let name = Setting("kind", .choice([kind]), "What kind of destination it is.", isRequired: true)
        return SettingSection([name] + own.settings + Setting.delivery(factory), rules: own.rules)
    }
}
