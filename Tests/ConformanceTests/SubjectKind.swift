import TestSupport
import Testing

/// Every destination, in every form that behaves in a way of its own. A new destination is one line here and one in
/// `make`.
enum SubjectKind: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgres
    case postgresKilled = "postgres, killed and frozen"
    case postgresBehindPgbouncer = "postgres behind pgbouncer"
    case mysql
    case mysqlKilled = "mysql, killed and frozen"
    case mongodb
    case mongodbKilled = "mongodb, killed and frozen"
    case directory
    case directoryCompressed = "directory, compressed"
    case directoryOfBatches = "directory of batches"
    case webhook
    case webhookOfArrays = "webhook of arrays"
    case webhookOfLines = "webhook of lines"
    case kafka
    case s3
    case s3OfBatches = "s3 of batches"
    case s3OfBatchesInParts = "s3 of batches in parts"
    case gcs
    case gcsOfBatches = "gcs of batches"
    case gcsInChunks = "gcs in chunks"
    case firestore
    case azureBlob = "azure_blob"
    case azureBlobOfBatches = "azure_blob of batches"
    case sqs
    case sqsFIFO = "sqs, first in, first out"
    case sqsOffloading = "sqs with payloads in a bucket"
    case supabase

    /// Those that differ in what they do rather than in how they are troubled.
    static let withoutFaults = allCases.filter { ![.postgresKilled, .mysqlKilled, .mongodbKilled].contains($0) }

    var testDescription: String { rawValue }

    /// A fresh target.
    func make() async throws -> any ConformanceSubject {
        switch self {
        case .sqlite: try SQLiteSubject()
        case .postgres: try await PostgresSubject(isPooled: false)
        case .postgresKilled: try await PostgresSubject(killing: PrivatePostgres())
        case .postgresBehindPgbouncer: try await PostgresSubject(isPooled: true)
        case .mysql: try await MySQLSubject()
        case .mysqlKilled: try await MySQLSubject(killing: PrivateMySQL())
        case .mongodb: try await MongoDBSubject()
        case .mongodbKilled: try await MongoDBSubject(killing: PrivateMongoDB())
        case .directory: try DirectorySubject(layout: .documents, isCompressed: false)
        case .directoryCompressed: try DirectorySubject(layout: .documents, isCompressed: true)
        case .directoryOfBatches: try DirectorySubject(layout: .batches, isCompressed: true)
        case .webhook: try await WebhookSubject(format: .single)
        case .webhookOfArrays: try await WebhookSubject(format: .array)
        case .webhookOfLines: try await WebhookSubject(format: .ndjson)
        case .kafka: try await KafkaSubject()
        case .s3: try await S3Subject(TestServers.s3)
        case .s3OfBatches: try await S3Subject(TestServers.s3, keys: ["layout": "batches"])
        case .sqs: try await SQSSubject(.standard)
        case .sqsFIFO: try await SQSSubject(.fifo)
        case .sqsOffloading: try await SQSSubject(.offloading)
        case .s3OfBatchesInParts:
            try await S3Subject(
                TestServers.s3,
                keys: ["layout": "batches", "compression": "none", "multipart_threshold": "1KiB"]
            )
        case .gcs: try await GCSSubject()
        case .gcsOfBatches: try await GCSSubject(keys: ["layout": "batches"])
        case .gcsInChunks: try await GCSSubject(keys: ["resumable_threshold": "1KiB", "chunk_size": "256KiB"])
        case .firestore: try await FirestoreSubject()
        case .azureBlob: try await AzureBlobSubject(layout: .documents)
        case .azureBlobOfBatches: try await AzureBlobSubject(layout: .batches)
        case .supabase: try await SupabaseSubject()
        }
    }
}
