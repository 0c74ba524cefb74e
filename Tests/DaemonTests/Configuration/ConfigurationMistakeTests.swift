import Testing

@Suite struct ConfigurationMistakeTests {
    @Test(arguments: ConfigurationMistakes.all)
    func everyMistakeIsShownWithItsPlaceAndWhatWouldBeRight(_ mistake: ConfigurationMistake) {
        #expect(ConfigurationText.mistakes(mistake.text) == mistake.expected)
    }

    @Test func theNumberOfDestinationsIsLimited() {
        let names = (1...65).map { "d\($0)" }
        let entries = names.map { "\($0): {kind: sqlite, path: p}" }.joined(separator: ", ")
        let mistakes = ConfigurationText.mistakes(
            "destinations: {\(entries)}\nroutes: [{to: [\(names.joined(separator: ", "))]}]"
        )
        #expect(mistakes.count == 1)
        #expect(
            mistakes.first?.hasPrefix("destinations.yaml:1:1: error: 65 destinations are more than the 64 possible")
                == true
        )
    }

    @Test func mistakesOfAllSectionsAreReportedAtOnce() {
        let mistakes = ConfigurationText.mistakes(
            """
            listen: nowhere
            intake: {max_body: 5}
            journal: {segment_size: big}
            log: {level: loud}
            destinations:
              a: {kind: sqlite}
              b: {kind: directory, path: p, timeout: soon}
            routes:
              - to: [a, b, c]
            extra: 1
            """
        )
        #expect(mistakes.map { $0.split(separator: ":")[1] } == ["1", "2", "3", "4", "6", "7", "9", "10"])
    }
}
