import MongoDBDestination
import Testing

/// The table of errors, row by row.
@Suite struct MongoVerdictTests {
    @Test(
        arguments: [
            // Poison.
            (2, .reject), (9, .reject), (14, .reject), (22, .reject), (52, .reject), (57, .reject), (66, .reject),
            (121, .reject), (10334, .reject), (16755, .reject), (17280, .reject), (17419, .reject),
            // Credentials and rights.
            (11, .pause), (13, .pause), (18, .pause), (8000, .pause),
            // The server or the collection is not what it must be.
            (20, .pause), (59, .pause), (61, .pause), (72, .pause), (73, .pause), (166, .pause), (13297, .pause),
            // Transient: network, shutdown, another primary, time, conflict, disk.
            (6, .retry), (7, .retry), (50, .retry), (89, .retry), (91, .retry), (112, .retry), (189, .retry),
            (262, .retry), (9001, .retry), (10107, .retry), (11600, .retry), (11602, .retry), (13435, .retry),
            (13436, .retry), (14031, .retry),
            // Throttled.
            (16500, .retry),
            // Unknown.
            (1, .retry), (8, .retry), (424_242, .retry),
        ] as [(Int64, MongoVerdict)]
    )
    func everyCodeOfTheServerHasAVerdict(code: Int64, verdict: MongoVerdict) {
        #expect(MongoVerdict(MongoFailure(.server, code: code, message: "made up")) == verdict)
    }

    @Test(
        arguments: [
            ("E11000 duplicate key error collection: d.body index: _id_ dup key: { _id: { user_id: \"u\" } }", .taken),
            ("E11000 duplicate key error collection: d.body index: mine_1 dup key: { mine: \"geheim\" }", .reject),
            ("E11000 duplicate key error collection: d.body. Failed _id or unique index constraint.", .taken),
        ] as [(String, MongoVerdict)]
    )
    func onlyATakenIDMeansAnotherVersion(message: String, verdict: MongoVerdict) {
        let failure = MongoFailure(.server, code: 11000, message: message)
        #expect(MongoVerdict(failure) == verdict)
        #expect(!failure.reason.contains("geheim"))
    }

    @Test(
        arguments: [
            (.writeConcern, 64, "waiting for replication timed out", .retry),
            (.writeConcern, 100, "Not enough data-bearing nodes", .pause),
            (.writeConcern, 91, "shutdown in progress", .retry),
            (.authentication, 11, "Authentication failed.", .pause),
            (.authentication, 18, "bad auth : authentication failed", .pause),
            (.authentication, 11, "Failed to send \"saslStart\" command: socket error or timeout", .retry),
            (.network, 13053, "No suitable servers found: [connection refused calling hello on 'db:27017']", .retry),
            (.network, 13053, "No suitable servers found: [TLS handshake failed: certificate verify failed]", .pause),
            (.network, 4, "socket error or timeout", .retry), (.client, 22, "made up", .retry),
        ] as [(MongoFailure.Origin, Int64, String, MongoVerdict)]
    )
    func everyOriginHasAVerdict(origin: MongoFailure.Origin, code: Int64, message: String, verdict: MongoVerdict) {
        #expect(MongoVerdict(MongoFailure(origin, code: code, message: message)) == verdict)
    }

    @Test func aThrottlingServerSaysHowLong() {
        let message = "Error=16500, RetryAfterMs=34, Details='Response status code does not indicate success"
        #expect(MongoFailure(.server, code: 16500, message: message).retryAfter == 34)
        #expect(MongoFailure(.server, code: 16500, message: "Request rate is large").retryAfter == nil)
    }

    @Test func aReasonEndsWhereTheDocumentBegins() {
        let failure = MongoFailure(.server, code: 16755, message: "Can't extract geo keys: { _id: 1, a: \"geheim\" }")
        #expect(failure.reason == "Can't extract geo keys: (code 16755)")
    }
}
