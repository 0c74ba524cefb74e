import MySQLDestination
import Testing

/// The table of errors, row by row.
@Suite struct MySQLVerdictTests {
    @Test(
        arguments: [
            // Conflicts with other transactions.
            (1205, "HY000", .again), (1213, "40001", .again), (1020, "HY000", .again), (3101, "40000", .again),
            // Throttled, or short of something.
            (1040, "08004", .retry), (1203, "42000", .retry), (1226, "42000", .retry), (1021, "HY000", .retry),
            (1114, "HY000", .retry), (1030, "HY000", .retry), (1041, "HY000", .retry), (1135, "HY000", .retry),
            // Transient: shutdown, network, time, a standby.
            (1053, "08S01", .retry), (1317, "70100", .retry), (1927, "70100", .retry), (1969, "70100", .retry),
            (3024, "HY000", .retry), (1158, "08S01", .retry), (1290, "HY000", .retry), (1792, "25006", .retry),
            (1836, "HY000", .retry), (1036, "HY000", .retry), (2002, "HY000", .retry), (2005, "HY000", .retry),
            (2006, "HY000", .retry), (2013, "HY000", .retry), (0, "HY000", .retry),
            // Credentials, rights, what a person has to set.
            (1044, "42000", .pause), (1045, "28000", .pause), (1049, "42000", .pause), (1142, "42000", .pause),
            (1143, "42000", .pause), (1227, "42000", .pause), (1129, "HY000", .pause), (1130, "HY000", .pause),
            (1698, "28000", .pause), (1820, "HY000", .pause), (1862, "HY000", .pause), (3118, "HY000", .pause),
            (4151, "HY000", .pause), (2054, "HY000", .pause), (2059, "HY000", .pause), (2061, "HY000", .pause),
            (3159, "HY000", .pause), (1665, "HY000", .pause), (1054, "42S22", .pause), (1064, "42000", .pause),
            (1364, "HY000", .pause),
            (1146, "42S02", .createTables),
            // Poison.
            (1048, "23000", .reject), (1062, "23000", .reject), (1264, "22003", .reject), (1265, "01000", .reject),
            (1292, "22007", .reject), (1366, "22007", .reject), (1366, "HY000", .reject), (1406, "22001", .reject),
            (1644, "45000", .reject), (3140, "22032", .reject), (3819, "HY000", .reject), (4025, "23000", .reject),
            (1369, "44000", .reject), (1153, "08S01", .reject),
            // Unknown.
            (9999, "HY000", .retry), (5555, "XX000", .retry),
        ] as [(UInt32, String, MySQLVerdict)]
    )
    func everyErrorHasAVerdict(code: UInt32, sqlState: String, verdict: MySQLVerdict) {
        let failure = MySQLFailure(origin: .statement, code: code, sqlState: sqlState, message: "made up")
        #expect(MySQLVerdict(failure) == verdict)
    }

    @Test(
        arguments: [
            ("TLS/SSL error: self-signed certificate in certificate chain", .pause),
            ("TLS/SSL error: Validation of SSL server certificate failed", .pause),
            ("TLS is required, but the server does not offer it", .pause),
            ("TLS/SSL error: unexpected eof while reading", .retry),
            ("TLS/SSL error: Connection reset by peer (104)", .retry),
        ] as [(String, MySQLVerdict)]
    )
    func aCertificateNeedsAPersonAndABrokenHandshakeTime(message: String, verdict: MySQLVerdict) {
        let failure = MySQLFailure(origin: .connecting, code: 2026, sqlState: "HY000", message: message)
        #expect(MySQLVerdict(failure) == verdict)
    }

    @Test(
        arguments: [
            (1062, "23000", "Duplicate entry 'geheim-2026' for key 'PRIMARY'", "Duplicate entry (error 1062)"),
            (1064, "42000", "You have an error near 'geheim' at line 1", "You have an error near (error 1064)"),
            (1366, "22007", "Incorrect string value: 'geheim' for column `d`", "Incorrect string value (error 1366)"),
            (3140, "22032", "\"geheim\" is no JSON", "the data was refused (error 3140)"),
            (
                1406, "22001", "Data too long for column 'user_id' at row 1",
                "Data too long for column 'user_id' at row 1 (error 1406)"
            ),
        ] as [(UInt32, String, String, String)]
    )
    func aReasonQuotesNoValue(code: UInt32, sqlState: String, message: String, reason: String) {
        let failure = MySQLFailure(origin: .statement, code: code, sqlState: sqlState, message: message)
        #expect(failure.reason == reason)
    }
}
