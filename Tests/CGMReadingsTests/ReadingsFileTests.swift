import CGMReadings
import Testing

@Suite struct ReadingsFileTests {
    @Test func readsQuotedSubjectsAndSkipsTheHeader() throws {
        let file = try ReadingsFile(parsing: "\"id\",\"time\",\"gl\"\n\"Subject 1\",2015-06-06 16:50:27,153\n")
        #expect(
            file.readings == [
                CGMReading(subject: "Subject 1", date: "2015-06-06", time: "16:50:27.000000", glucose: "153")
            ]
        )
    }

    @Test(
        arguments: [
            ("a,2015-06-06 16:50:27\n", 1), ("id,time,gl\na,2015-13-06 16:50:27,100\n", 2),
            ("id,time,gl\na,2015-06-06 16:50:27,12x\n", 2), ("id,time,gl\n,2015-06-06 16:50:27,120\n", 2),
            ("id,time,gl\n\"a,2015-06-06 16:50:27,120\n", 2), ("id,time,gl\na,2015-06-06T16:50:27Z,120\n", 2),
            ("id,time,gl\na,2015-06-06 16:50:27,0120\n", 2),
        ]
    ) func namesTheLineOfAMistake(text: String, line: Int) {
        let error = #expect(throws: ReadingsFileError.self) { try ReadingsFile(parsing: text) }
        #expect(error?.line == line)
    }
}
