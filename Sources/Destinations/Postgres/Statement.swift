/// One statement of a transaction, with its parameters in binary format.
struct Statement {
    let sql: String
    let parameters: BinaryArrays

    init(_ sql: String, _ parameters: BinaryArrays = BinaryArrays(capacity: 0)) {
        self.sql = sql
        self.parameters = parameters
    }
}
