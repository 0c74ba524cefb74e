import Logging
import StructuredLogging
import Testing

@Suite struct LogLineTests {
    private let entry = LogEntry(
        time: 1_789_516_800_007,
        level: .warning,
        message: "It is \"down\"\nnow",
        metadata: [
            "event": "destination.down", "destination": "a b", "waiting": .stringConvertible(12),
            "ok": .stringConvertible(false),
            "nested": ["list": ["x", .stringConvertible(1.5)]], "empty": "", "escape": "\u{1B}[31m",
        ]
    )

    @Test func jsonKeepsTypesAndEscapes() {
        #expect(
            entry.line(as: .json) == """
                {"time":"2026-09-16T00:00:00.007Z","level":"warning","event":"destination.down",\
                "message":"It is \\"down\\"\\nnow","destination":"a b","empty":"","escape":"\\u001b[31m",\
                "nested":{"list":["x",1.5]},"ok":false,"waiting":12}

                """
        )
    }

    @Test func logfmtQuotesWhatNeedsIt() {
        #expect(
            entry.line(as: .logfmt) == """
                time=2026-09-16T00:00:00.007Z level=warning event=destination.down message="It is \\"down\\"\\nnow" \
                destination="a b" empty="" escape="\\u001b[31m" nested="[\\"list\\": [\\"x\\", \\"1.5\\"]]" ok=false waiting=12

                """
        )
    }

    @Test func textStaysOnOneLine() {
        let line = entry.line(as: .text)
        #expect(line.hasPrefix("2026-09-16 00:00:00.007Z WARNING  destination.down: It is \"down\"\\nnow destination="))
        #expect(line.filter(\.isNewline).count == 1)
        #expect(!line.contains("\u{1B}"))
    }

    @Test func autoIsTextOnATerminalOnly() {
        #expect(LogFormat.auto.resolved(isTerminal: true) == .text)
        #expect(LogFormat.auto.resolved(isTerminal: false) == .json)
        #expect(LogFormat.logfmt.resolved(isTerminal: true) == .logfmt)
    }
}
