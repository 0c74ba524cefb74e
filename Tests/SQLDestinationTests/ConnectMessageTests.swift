import PostgresDestination
import Testing

@Suite struct ConnectMessageTests {
    @Test func theSQLSTATEIsTakenOutOfTheMessage() {
        let message = ConnectMessage(
            """
            connection to server at "127.0.0.1", port 5432 failed: FATAL:  28P01: password authentication failed for user "u"
            DETAIL:  Role "u" does not exist.
            LOCATION:  auth_failed, auth.c:338
            """
        )
        #expect(message.sqlState == "28P01")
        #expect(
            message.message
                == #"connection to server at "127.0.0.1", port 5432 failed: FATAL: password authentication failed for user "u""#
        )
    }

    @Test func aServersAnswerComesBeforeAnUnreachableAddress() {
        let message = ConnectMessage(
            """
            connection to server at "db" (::1), port 5432 failed: Connection refused
            \tIs the server running on that host and accepting TCP/IP connections?
            connection to server at "db" (127.0.0.1), port 5432 failed: 致命错误:  3D000: 数据库 "d" 不存在
            """
        )
        #expect(message.sqlState == "3D000")
    }

    @Test(arguments: [
        (
            "connection to server at \"::1\", port 1 failed: Connection refused\n\tIs the server running?\n",
            "connection to server at \"::1\", port 1 failed: Connection refused"
        ),
        (
            "could not translate host name \"x\" to address: Name or service not known\n",
            "could not translate host name \"x\" to address: Name or service not known"
        ),
        ("", "no reason given"),
        ("failed: FATAL:  28p01: lower case is no SQLSTATE", "failed: FATAL:  28p01: lower case is no SQLSTATE"),
    ])
    func withoutASQLSTATETheFirstLineIsTheMessage(text: String, expected: String) {
        let message = ConnectMessage(text)
        #expect(message.sqlState == nil)
        #expect(message.message == expected)
    }
}
