import PostgresDestination
import Testing

@Suite struct PostgresVerdictTests {
    @Test(
        arguments: [
            ("08006", .retry), ("08P01", .retry), ("57P01", .retry), ("57P03", .retry), ("53100", .retry),
            ("53300", .retry), ("55P03", .retry), ("40001", .retry), ("40P01", .retry), ("57014", .retry),
            ("25006", .retry), ("XX000", .retry), ("ZZZZZ", .retry), ("", .retry), ("23", .retry), (nil, .retry),
            ("28000", .pause), ("28P01", .pause), ("3D000", .pause), ("42501", .pause), ("42P10", .pause),
            ("42804", .pause),
            ("22P05", .reject), ("22021", .reject), ("23514", .reject), ("23502", .reject), ("54000", .reject),
            ("54001", .reject), ("P0001", .reject), ("44000", .reject),
            ("42P01", .createTables), ("42703", .createTables), ("3F000", .createTables),
        ] as [(String?, PostgresVerdict)]
    )
    func everySQLSTATEHasAVerdict(sqlState: String?, verdict: PostgresVerdict) {
        #expect(PostgresVerdict(sqlState: sqlState) == verdict)
    }

    @Test(
        arguments: [
            ("08006", true), ("57P01", true), ("57P02", true), ("57P03", true), ("25006", true), (nil, true),
            ("57014", false), ("23514", false), ("40P01", false), ("42P01", false),
        ] as [(String?, Bool)]
    )
    func aConnectionThatLeadsNowhereIsGivenUp(sqlState: String?, isGivenUp: Bool) {
        #expect(PostgresVerdict.endsConnection(sqlState: sqlState) == isGivenUp)
    }
}
