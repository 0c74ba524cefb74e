import ConfigurationReader
import Testing

@Suite struct MistakeTests {
    @Test(arguments: Mistakes.inValues + Mistakes.inCollections + Mistakes.inShape + Mistakes.inReferences)
    func everyMistakeIsShownWithItsPlaceAndWhatWouldBeRight(_ mistake: Mistake) {
        let shown = SampleSchema.read(mistake.text, environment: ["EMPTY": ""], files: ["empty": "\n"])
        #expect(shown == mistake.expected)
    }

    @Test func allMistakesAreReportedAtOnceSortedByPosition() {
        let shown = SampleSchema.read(
            """
            destinations:
              one:
                partitions: many
                topic: "${NOPE}"
              two:
                topic: t
                timeout: 30
            rutes: []
            """
        )
        #expect(
            shown.map { $0.prefix(25) }
                == [
                    "destinations.yaml:3:17: er", "destinations.yaml:4:12: er", "destinations.yaml:7:14: er",
                    "destinations.yaml:8:1: err",
                ].map { $0.prefix(25) }
        )
    }

    @Test func aLineThatIsTooLongIsShownAroundTheCaret() throws {
        let shown = SampleSchema.read("routes: [\(String(repeating: "{to: a}, ", count: 100)) {tu: a}]")
        let lines = try #require(shown.first).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].count == 160)
        let caret = lines[2].count - 1
        #expect(lines[1].dropFirst(caret).hasPrefix("tu: a}]"))
    }

    @Test func aWellFormedFileHasNoMistakes() {
        let shown = SampleSchema.read(
            """
            destinations:
              stream:
                topic: t
                brokers: a
                acks: all
                partitions: 5
                concurrency: auto
                ratio: 0.5
                compress: true
                timeout: 30s
                give_up_after: never
                max_size: 64MiB
                properties: {linger.ms: 5}
                security:
            routes:
              - to: [stream]
            """
        )
        #expect(shown == [])
    }
}
