import AzureBlobDestination
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

extension [DestinationFactory] {
    /// Every kind of destination: a new one is one folder and one line here.
    package static let all: [DestinationFactory] = [
        DestinationFactory(SQLiteDestination.self),
        DestinationFactory(DirectoryDestination.self),
        DestinationFactory(PostgresDestination.self),
        DestinationFactory(MySQLDestination.self),
        DestinationFactory(MongoDBDestination.self),
        DestinationFactory(WebhookDestination.self),
        DestinationFactory(KafkaDestination.self),
        DestinationFactory(S3Destination.self),
        DestinationFactory(GCSDestination.self),
        DestinationFactory(FirestoreDestination.self),
        DestinationFactory(AzureBlobDestination.self),
        DestinationFactory(SQSDestination.self),
        DestinationFactory(SupabaseDestination.self),
    ]
}
