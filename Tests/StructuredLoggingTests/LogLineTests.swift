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

    private func line(_ format: LogFormat, _ metadata: Logger.Metadata) -> String {
        LogEntry(time: 0, level: .info, message: "m", metadata: metadata).line(as: format)
    }

    @Test(arguments: [
        (#"a\" b=c"#, #""a\\\" b=c""#), (#"a\"#, #""a\\""#), ("a\nb", #""a\nb""#), ("=", #""=""#), ("plain", "plain"),
        ("\"\u{301} x=y", "\"\\\"\u{301} x=y\""), ("\u{202E}x", #""\u202ex""#),
    ])
    func aValueCannotEndItselfInLogfmtOrText(value: String, encoded: String) {
        #expect(line(.logfmt, ["k": .string(value)]).hasSuffix(" message=m k=\(encoded)\n"))
        #expect(line(.text, ["k": .string(value)]).hasSuffix(" m k=\(encoded)\n"))
    }

    @Test func aKeyCannotEndItself() {
        #expect(line(.logfmt, ["a b=\"\u{1B}\n": "v"]).hasSuffix(#" message=m a_b__\u001b_=v"# + "\n"))
    }

    @Test func metadataDoesNotHideWhatEveryLineHas() {
        let metadata: Logger.Metadata = ["message": "x", "time": "y", "level": "z"]
        #expect(
            line(.json, metadata) == """
                {"time":"1970-01-01T00:00:00.000Z","level":"info","message":"m",\
                "metadata.level":"z","metadata.message":"x","metadata.time":"y"}

                """
        )
    }
}
