/// How batches of messages are compressed.
package enum KafkaCompression: String, Sendable, CaseIterable {
    case none
    case gzip
    case snappy
    case lz4
    case zstd
}
