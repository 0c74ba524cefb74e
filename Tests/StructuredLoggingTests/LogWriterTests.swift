import Foundation
import Logging
import StructuredLogging
import Testing

@Suite struct LogWriterTests {
    @Test func writesLinesInOrder() throws {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        for number in 0..<100 { writer.write("\(number)\n") }
        writer.flush()
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text == (0..<100).map { "\($0)\n" }.joined())
    }

    @Test func aReaderThatDoesNotReadCostsLinesButNeverHoldsUpTheWriter() throws {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor, capacity: 4096) {
            "dropped \($0)\n"
        }
        let line = String(repeating: "x", count: 999) + "\n"
        // More than the pipe and the buffer hold together.
        for _ in 0..<1000 { writer.write(line) }
        let reader = pipe.fileHandleForReading
        var text = ""
        while !text.hasSuffix("last\n") {
            text += String(decoding: reader.availableData, as: UTF8.self)
            if !text.contains("dropped") || !text.contains("last") { writer.write("last\n") }
        }
        // Said more than once where the writer's thread had its turn in between.
        let notes = text.split(separator: "\n").filter { $0.hasPrefix("dropped ") }
        #expect(notes.compactMap { Int($0.dropFirst(8)) }.reduce(0, +) > 800)
    }

    @Test func aClosedPipeIsNoReasonToStop() throws {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        try pipe.fileHandleForReading.close()
        for _ in 0..<100 { writer.write("nobody reads this\n") }
        writer.flush(seconds: 30)
        #expect(writer.lostLines == 100)
    }

    @Test func everyLineIsEitherWrittenOrCounted() throws {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor, capacity: 4096) { _ in "" }
        for _ in 0..<10_000 { writer.write(String(repeating: "x", count: 99) + "\n") }
        // Nobody has read so far: more than the pipe and the buffer hold is lost, and nothing was waited for.
        #expect(writer.lostLines > 9_000)
        let expected = 10_000 - writer.lostLines
        var lines = 0
        while lines < expected {
            lines += pipe.fileHandleForReading.availableData.count { $0 == UInt8(ascii: "\n") }
        }
        writer.flush(seconds: 30)
        #expect(lines == expected)
        #expect(10_000 - writer.lostLines == expected)
    }

    @Test func theHandlerMergesMetadataAndHonoursTheLevel() throws {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        var logger = Logger(label: "test") { _ in StructuredLogHandler(format: .logfmt, level: .info, writer: writer) }
        logger[metadataKey: "destination"] = "lake"
        logger.debug("not this")
        logger.info("this", metadata: ["event": "listening"])
        writer.flush()
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.hasSuffix(" level=info event=listening message=this destination=lake\n"))
    }
}
