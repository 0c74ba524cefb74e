import AtRest
import Testing

@Suite("Vault")
struct VaultTests {
    private static func key(_ first: UInt8) throws -> MasterKey {
        try #require(MasterKey((0..<32).map { first &+ $0 }))
    }

    private let record = Array("a record with a payload".utf8)

    @Test("What is sealed opens to the same, and never looks the same twice")
    func roundTrip() throws {
        let vault = Vault(KeyRing(writing: try Self.key(1), reading: []))
        let one = try vault.seal(record)
        let other = try vault.seal(record)
        #expect(one != other)
        #expect(try vault.open(one) == record)
        #expect(try vault.open(other) == record)
        #expect(try vault.open(try vault.seal([])) == [])
        #expect(!one.contains(subsequence: record))
    }

    @Test("Another process with the key opens it; one without says which key it wants")
    func keys() throws {
        let old = try Self.key(1)
        let sealed = try Vault(KeyRing(writing: old, reading: [])).seal(record)
        let rotated = Vault(KeyRing(writing: try Self.key(2), reading: [old]))
        #expect(try rotated.open(sealed) == record)
        let off = Vault(KeyRing(writing: nil, reading: [old]))
        #expect(try off.open(sealed) == record)
        #expect(try off.seal(record) == record)
        #expect(throws: VaultFailure.missingKey(old.id)) { try Vault.plain.open(sealed) }
        let wrong = Vault(KeyRing(writing: try Self.key(2), reading: []))
        #expect(throws: VaultFailure.missingKey(old.id)) { try wrong.open(sealed) }
    }

    @Test("What was written in the clear is read as it is")
    func clear() throws {
        let vault = Vault(KeyRing(writing: try Self.key(1), reading: []))
        #expect(try vault.open(record) == record)
        #expect(try vault.open([]) == [])
        #expect(try vault.open("user") == "user")
        #expect(try vault.open("\u{1}odd") == "\u{1}odd")
    }

    @Test("Any bit that is flipped is found")
    func tampering() throws {
        let vault = Vault(KeyRing(writing: try Self.key(1), reading: []))
        let sealed = try vault.seal(record)
        for bit in 0..<(sealed.count * 8) {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            // Without its marker it is taken for a record in the clear, which its own checksums refuse.
            let opened = try? vault.open(changed)
            #expect(opened == nil || opened == changed)
            if bit >= 32 { #expect(opened == nil) }
        }
    }

    @Test("Text is sealed as text")
    func text() throws {
        let vault = Vault(KeyRing(writing: try Self.key(1), reading: []))
        let sealed = try vault.seal("2b9f8e0a-6c1d 🩸")
        #expect(!sealed.contains("2b9f8e0a"))
        #expect(try vault.open(sealed) == "2b9f8e0a-6c1d 🩸")
        #expect(try Vault.plain.seal("user") == "user")
        #expect(throws: VaultFailure.self) { try Vault.plain.open(sealed) }
    }

    @Test("A key ring reads with every key and names them")
    func ring() throws {
        let one = try Self.key(1)
        let other = try Self.key(2)
        let ring = KeyRing(writing: one, reading: [one, other])
        #expect(ring.ids == [one.id, other.id].sorted())
        #expect(ring[one.id] == one)
        #expect(ring[other.id] == other)
        #expect(KeyRing.none[one.id] == nil)
    }
}

extension [UInt8] {
    fileprivate func contains(subsequence part: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: part) }
    }
}
