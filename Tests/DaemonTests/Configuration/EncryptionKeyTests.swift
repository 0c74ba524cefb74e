import AtRest
import Daemon
import Testing

@Suite struct EncryptionKeyTests {
    private static let fileKey = #""${file:/run/secrets/journal-key}""#
    private static let otherKey = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="

    private func keys(_ value: String) throws -> KeyRing {
        try ConfigurationText.load(ConfigurationText.with(top: "journal: {encryption_key: \(value)}")).journal.keys
    }

    @Test func oneKeyWritesAndReads() throws {
        let key = try #require(MasterKey(Array(0..<32)))
        #expect(try keys(Self.fileKey) == KeyRing(writing: key, reading: [key]))
        #expect(try keys("[\(Self.fileKey)]") == KeyRing(writing: key, reading: [key]))
    }

    @Test func theFirstOfAListWritesAndAllRead() throws {
        let first = try #require(MasterKey((0..<32).reversed()))
        let second = try #require(MasterKey(Array(0..<32)))
        let ring = try keys("[\(Self.otherKey), \(Self.fileKey)]")
        #expect(ring.writing == first)
        #expect(ring.ids == [first.id, second.id].sorted())
    }

    @Test func noneInTheFirstPlaceWritesInTheClearAndReadsTheOthers() throws {
        let key = try #require(MasterKey(Array(0..<32)))
        let ring = try keys("[none, \(Self.fileKey)]")
        #expect(ring.writing == nil)
        #expect(ring.ids == [key.id])
        #expect(try keys("none") == .none)
        #expect(try ConfigurationText.load(ConfigurationText.with(top: "")).journal.keys == .none)
    }
}
