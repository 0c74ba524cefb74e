/// What may be said when SQL is asked for that a person runs by hand.
package struct SchemaOptions: Sendable, Hashable {
    /// Where the tables are to be; nil: where the kind's own default has them.
    package var schema: String?
    /// What objects go into, where the kind has such a thing.
    package var bucket: String?

    package init(schema: String? = nil, bucket: String? = nil) {
        self.schema = schema
        self.bucket = bucket
    }
}
