import CMongoC

extension MongoFailure {
    /// What libmongoc reports, by its domains; `isAnswer`: whether a server may have been asked.
    init(_ error: bson_error_t, isAnswer: Bool = true) {
        var error = error
        let message = String(cString: cmongoc_message(&error))
        let code = Int64(error.code)
        switch mongoc_error_domain_t(rawValue: error.domain) {
        case MONGOC_ERROR_SERVER where isAnswer:
            self.init(.server, code: code, message: message)
        case MONGOC_ERROR_WRITE_CONCERN:
            self.init(.writeConcern, code: code, message: message)
        case MONGOC_ERROR_SASL, MONGOC_ERROR_SCRAM:
            self.init(.authentication, code: code, message: message)
        case MONGOC_ERROR_CLIENT where error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE.rawValue:
            self.init(.authentication, code: code, message: message)
        case MONGOC_ERROR_BSON:
            // libmongoc says itself that a document is too large, in place of the server.
            self.init(.server, code: 10334, message: message)
        case MONGOC_ERROR_COMMAND:
            self.init(.client, code: code, message: message)
        default:
            self.init(.network, code: code, message: message)
        }
    }
}
