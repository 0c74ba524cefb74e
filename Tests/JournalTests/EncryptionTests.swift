import AtRest
import FaultyDisk
import Journal
import RouterCore
import Testing

@Suite("Encryption of the journal")
struct EncryptionTests {
    private let fixture = SegmentLogFixture()
    private let keys: [MasterKey]

    init() throws {
        keys = try (UInt8(1)...3).map { first in try #require(MasterKey((0..<32).map { first &+ $0 })) }
        fixture.configuration.keys = KeyRing(writing: keys[0], reading: [])
    }

    private var firstSegment: FaultyNode {
        get throws {
            let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".segment") })
            return try #require(fixture.fileSystem.node(path))
        }
    }

    /// Of the events that `fixture.append` makes.
    private func recordSize(_ id: String = "1") -> Int { RecordCodec.size(of: makeEvent(id)) + DataKey.overhead }

    private func ids(_ log: SegmentLog) throws -> [String] {
        try readAll(log.journal.reader(for: "a", from: 1)).map(\.id)
    }

    private func expectIDs(_ range: ClosedRange<Int>, _ log: SegmentLog) throws {
        #expect(try ids(log) == range.map(String.init))
    }

    @Test("Nothing of an event is on the disk in the clear, and all of it is read, before and after a restart")
    func secrecy() throws {
        var log = try fixture.open()
        let event = Event(
            id: "trace-1234567890",
            type: "glucose-type",
            userID: "user-1234567890",
            referenceID: "patient-1234567890",
            provider: "PROVIDER-1234567890",
            reference: "reference-1234567890",
            receivedAt: fixture.clock.now,
            ordering: 5,
            destinations: DestinationSet(index: 0),
            payload: Array(#"{"blood_glucose_mg_per_dL":117}"#.utf8)[...]
        )
        _ = try fixture.answer(of: log, to: [event])
        log.close()
        let secrets = [
            event.id, event.type, event.userID, event.referenceID, event.provider, event.reference,
            String(decoding: event.payload, as: UTF8.self),
        ]
        for (path, bytes) in fixture.fileSystem.contents {
            for secret in secrets {
                #expect(!bytes.contains(Array((secret ?? "").utf8)), "\(path)")
            }
        }
        log = try fixture.open()
        var expected = event
        expected.sequence = 1
        #expect(try readAll(log.journal.reader(for: "a", from: 1)) == [expected])
        #expect(try fixture.answer(of: log, to: [event]) == [.duplicate])
    }

    @Test("An index holds no fingerprint in the clear, and deduplicates after a restart nevertheless")
    func index() throws {
        func secrets() throws -> [UInt8] {
            let log = try fixture.open()
            try fixture.append(1...3, to: log)
            log.close()
            let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".index") })
            // The entries are the last of the file: 48 bytes each, 16 of them the fingerprint.
            let bytes = try #require(fixture.fileSystem.node(path)).cached.suffix(3 * 48)
            return (0..<3).flatMap { Array(bytes.dropFirst($0 * 48 + 32).prefix(16)) }
        }
        let sealed = try secrets()
        let log = try fixture.open()
        let again = (1...3).map { makeEvent("\($0)", receivedAt: fixture.clock.now) }
        #expect(try fixture.answer(of: log, to: again) == [.duplicate, .duplicate, .duplicate])
        let other = EncryptionTests.Clear()
        #expect(sealed != (try other.fingerprints()))
    }

    /// A journal in the clear, whose index shows what fingerprints look like.
    private struct Clear {
        let fixture = SegmentLogFixture()

        func fingerprints() throws -> [UInt8] {
            let log = try fixture.open()
            try fixture.append(1...3, to: log)
            log.close()
            let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".index") })
            let bytes = try #require(fixture.fileSystem.node(path)).cached.suffix(3 * 48)
            return (0..<3).flatMap { Array(bytes.dropFirst($0 * 48 + 32).prefix(16)) }
        }
    }

    @Test("Turned on, rotated and turned off, everything is read throughout")
    func rotation() throws {
        let rings = [
            KeyRing.none, KeyRing(writing: keys[0], reading: []), KeyRing(writing: keys[1], reading: [keys[0]]),
            KeyRing(writing: nil, reading: [keys[0], keys[1]]), KeyRing(writing: keys[1], reading: [keys[0]]),
        ]
        var last = 0
        for ring in rings {
            fixture.configuration.keys = ring
            let log = try fixture.open()
            try expectIDs(1...max(last, 1), log, unless: last == 0)
            try fixture.append((last + 1)...(last + 5), to: log)
            last += 5
            try expectIDs(1...last, log)
            // Without closing: the newest segment is scanned and must not be gone on with under another key.
            fixture.fileSystem.killProcess()
        }
        let versions = fixture.fileSystem.contents.filter { $0.key.hasSuffix(".segment") }.sorted { $0.key < $1.key }
        // What is in the clear is as it was before there was encryption.
        #expect(versions.map { $0.value[8] } == [1, 2, 2, 1, 2])
        fixture.configuration.keys = KeyRing(writing: keys[2], reading: keys)
        let log = try fixture.open()
        #expect(log.journal.keysFound == [keys[0].id, keys[1].id])
    }

    private func expectIDs(_ range: ClosedRange<Int>, _ log: SegmentLog, unless isEmpty: Bool) throws {
        if isEmpty {
            #expect(try ids(log).isEmpty)
        } else {
            try expectIDs(range, log)
        }
    }

    @Test("Without the key, or with another, the journal says which file wants which key, and changes nothing")
    func missingKey() throws {
        let log = try fixture.open()
        try fixture.append(1...60, to: log)
        fixture.fileSystem.cutPower()
        let before = fixture.fileSystem.contents
        let path = try #require(fixture.fileSystem.paths.first { $0.hasSuffix(".segment") })
        for ring in [KeyRing.none, KeyRing(writing: keys[1], reading: [keys[2]])] {
            fixture.configuration.keys = ring
            let failure = #expect(throws: JournalFailure.self) { try fixture.open() }
            guard case .missingKey(let reason) = failure else {
                Issue.record("\(String(describing: failure)) is not missingKey")
                continue
            }
            #expect(reason.contains(keys[0].id.description))
            #expect(reason.contains(path))
            for id in ring.ids { #expect(reason.contains(id.description)) }
            #expect(fixture.fileSystem.contents == before)
        }
        fixture.configuration.keys = KeyRing(writing: keys[1], reading: [keys[0]])
        try expectIDs(1...60, try fixture.open())
    }

    @Test("The index of a deleted segment wants its key too")
    func missingKeyOfOrphan() throws {
        var log = try fixture.open()
        try fixture.append(1...60, to: log)
        _ = log.journal.release("a", upTo: 61)
        while log.deleteReleased() {}
        log.close()
        fixture.configuration.keys = KeyRing(writing: keys[1], reading: [keys[0]])
        log = try fixture.open()
        try fixture.append(61...100, to: log)
        _ = log.journal.release("a", upTo: 101)
        while log.deleteReleased() {}
        log.close()
        fixture.configuration.keys = KeyRing(writing: keys[1], reading: [])
        let failure = #expect(throws: JournalFailure.self) { try fixture.open() }
        #expect(failure?.reason.contains(".index") == true)
    }

    /// Where one bit of the second of five records is flipped, from the start of the record.
    private static let places = [
        0, 4, 8, 12, 16, 24, 32, 40, 48, 52, 71, 72, 83, 84, 150, -17, -16, -1,
    ]

    @Test("A record with any bit flipped is set aside, and reading goes on behind it", arguments: places)
    func flippedBit(place: Int) throws {
        let log = try fixture.open()
        try fixture.append(1...5, to: log)
        let size = recordSize()
        try firstSegment.flip(1, at: 8192 + size + (place < 0 ? size + place : place))
        #expect(try ids(log) == ["1", "3", "4", "5"])
        #expect(log.journal.statistics.damaged == 1)
        #expect(fixture.names(".record").count == 1)
    }

    /// What the checksums do not show: somebody has made them right again.
    @Test("A record that was changed with its checksums is set aside, by readers and by recovery", arguments: places)
    func tampering(place: Int) throws {
        var log = try fixture.open()
        try fixture.append(1...5, to: log)
        let size = recordSize()
        let node = try firstSegment
        let start = 8192 + 4 * size
        node.flip(1, at: start + (place < 0 ? size + place : place))
        let salt = node.cached[24..<28].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        node.repairChecksums(at: start, size: size, salt: salt)
        // Marker and checksums are as they were.
        let isUnchanged = [0, 4, 12].contains(place)
        let expected = isUnchanged ? 1...5 : 1...4
        try expectIDs(expected, log)
        fixture.fileSystem.killProcess()
        log = try fixture.open()
        try expectIDs(expected, log)
        // What no header could say is taken for a torn end; all else keeps its place, and its sequence does not come again.
        if ![8, 16, 71].contains(place) {
            #expect(log.journal.statistics.damaged == (isUnchanged ? 0 : 1))
            #expect(log.journal.end == 6)
            #expect(node.cached.count == 8192 + 5 * size)
        }
        try fixture.append(6...6, to: log)
        #expect(try ids(log).last == "6")
    }

    @Test("Under a header that was changed with its checksum, nothing is delivered, least of all to somebody else")
    func tamperedHeader() throws {
        var log = try fixture.open()
        try fixture.append(1...5, to: log)
        fixture.fileSystem.killProcess()
        let node = try firstSegment
        for copy in [0, 4096] {
            // The names of the table change places.
            node.write(Array("b".utf8), at: copy + 36)
            node.write(Array("a".utf8), at: copy + 41)
            #expect(node.cached[copy + 32] == 1)
            let end = copy + 42 + 8 + DataKeyReference.saltSize
            let checksum = CRC32C.checksum(node.cached[copy..<end])
            node.write(withUnsafeBytes(of: checksum.littleEndian) { Array($0) }, at: end)
        }
        log = try fixture.open()
        #expect(try ids(log).isEmpty)
        #expect(try readAll(log.journal.reader(for: "b", from: 1)).isEmpty)
        #expect(log.journal.statistics.damaged == 5)
        try fixture.append(6...6, to: log)
        #expect(try ids(log) == ["6"])
    }

    @Test("A torn tail is cut, what is written in its place gets other nonces, and all of it is read")
    func tornTail() throws {
        var log = try fixture.open()
        try fixture.append(1...5, to: log)
        let node = try firstSegment
        let size = recordSize()
        let whole = Array(node.cached[(8192 + 4 * size)...])
        node.truncate(to: 8192 + 5 * size - 1)
        node.synchronize()
        fixture.fileSystem.killProcess()
        log = try fixture.open()
        try expectIDs(1...4, log)
        #expect(log.journal.end == 5)
        try fixture.append(5...5, to: log)
        try expectIDs(1...5, log)
        let again = Array(try firstSegment.cached[(8192 + 4 * size)...])
        #expect(again.count == whole.count)
        #expect(Set(nonces(in: [whole, again])).count == 2)
    }

    @Test("No nonce is used twice in a segment, nor two data keys for two segments alike")
    func nonces() throws {
        let log = try fixture.open()
        try fixture.append(1...30, to: log)
        let size = recordSize()
        let node = try firstSegment
        let records = stride(from: 8192, to: node.cached.count - size, by: size).map {
            Array(node.cached[$0..<($0 + size)])
        }
        #expect(records.count > 5)
        #expect(Set(nonces(in: records)).count == records.count)
        let salts = fixture.fileSystem.contents.filter { $0.key.hasSuffix(".segment") }.values.map {
            Array($0[50..<66])
        }
        #expect(Set(salts).count == salts.count)
    }

    private func nonces(in records: [[UInt8]]) -> [[UInt8]] { records.map { Array($0[72..<84]) } }

    @Test("max_size holds although records are longer")
    func maxSize() throws {
        fixture.configuration.maxSize = 60_000
        let log = try fixture.open()
        var refused = false
        for id in 0..<1000 where !refused {
            do { try fixture.append(id...id, to: log) } catch { refused = true }
        }
        #expect(refused)
        #expect(log.journal.statistics.bytes <= 60_000)
    }
}

extension FaultyNode {
    /// Makes the checksums of a record right, whatever it holds.
    fileprivate func repairChecksums(at start: Int, size: Int, salt: UInt32) {
        func store(_ value: UInt32, at offset: Int) {
            write(withUnsafeBytes(of: value.littleEndian) { Array($0) }, at: start + offset)
        }
        store(0x9E1D_57B5, at: 0)
        store(CRC32C.checksum(cached[(start + 72)..<(start + size)], seed: salt), at: 12)
        store(CRC32C.checksum(cached[(start + 8)..<(start + 72)], seed: salt), at: 4)
        synchronize()
    }
}

extension Sequence where Element == UInt8 {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        let bytes = Array(self)
        guard let first = part.first else { return true }
        return bytes.indices.contains { bytes[$0] == first && bytes[$0...].starts(with: part) }
    }
}
