import AtRest
import Crypto
import Foundation
import Testing

/// Published vectors, so that what is on disk can be read by whoever implements the same standards.
@Suite("AES-256-GCM and HKDF as their standards have them")
struct VectorTests {
    struct GCMVector: Sendable {
        let key: String
        let nonce: String
        let plain: String
        let known: String
        let cipher: String
        let tag: String
    }

    /// Test cases 13 to 16 of McGrew and Viega's "The Galois/Counter Mode of Operation", which NIST points to.
    static let gcm = [
        GCMVector(
            key: String(repeating: "0", count: 64),
            nonce: String(repeating: "0", count: 24),
            plain: "",
            known: "",
            cipher: "",
            tag: "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        GCMVector(
            key: String(repeating: "0", count: 64),
            nonce: String(repeating: "0", count: 24),
            plain: "00000000000000000000000000000000",
            known: "",
            cipher: "cea7403d4d606b6e074ec5d3baf39d18",
            tag: "d0d1c8a799996bf0265b98b5d48ab919"
        ),
        GCMVector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plain: """
                d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255
                """,
            known: "",
            cipher: """
                522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad
                """,
            tag: "b094dac5d93471bdec1a502270e3cc6c"
        ),
        GCMVector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plain: """
                d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
                """,
            known: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            cipher: """
                522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
                """,
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ]

    @Test("A data key seals as AES-256-GCM does, and opens it again", arguments: gcm)
    func seals(vector: GCMVector) throws {
        let key = DataKey(SymmetricKey(data: hex(vector.key)))
        let nonce = try AES.GCM.Nonce(data: hex(vector.nonce))
        let made = try key.seal(hex(vector.plain)[...], nonce: nonce, authenticating: hex(vector.known)[...])
        let sealed = hex(vector.nonce) + hex(vector.cipher) + hex(vector.tag)
        #expect(Array(made) == sealed)
        #expect(key.open(sealed[...], authenticating: hex(vector.known)[...]) == hex(vector.plain))
    }

    @Test("Any bit that is flipped in nonce, ciphertext, tag or what is authenticated is found")
    func tampering() throws {
        let vector = Self.gcm[3]
        let key = DataKey(SymmetricKey(data: hex(vector.key)))
        let known = hex(vector.known)
        let sealed = hex(vector.nonce) + hex(vector.cipher) + hex(vector.tag)
        for bit in 0..<(sealed.count * 8) {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(key.open(changed[...], authenticating: known[...]) == nil)
        }
        for bit in 0..<(known.count * 8) {
            var changed = known
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(key.open(sealed[...], authenticating: changed[...]) == nil)
        }
        for count in 0..<sealed.count { #expect(key.open(sealed[..<count], authenticating: known[...]) == nil) }
    }

    /// Neither vector of RFC 5869 has a key of 32 bytes. This one was made with Python's `hmac`, as 2.2 and 2.3 say.
    @Test("A data key is HKDF-SHA256 of the master key, its salt and its purpose")
    func derives() throws {
        let master = try #require(MasterKey(Array(0..<32)))
        let derived = master.dataKey(salt: Array(0x60..<0x70), info: Array("purpose".utf8))
        let same = DataKey(
            SymmetricKey(data: hex("7d6b8479db4c46de727820f09f8a8720ebf1fb146ee138d66176b1d3c9e936c7"))
        )
        let sealed = Array(try derived.seal([1, 2, 3], nonce: AES.GCM.Nonce(), authenticating: []))
        #expect(same.open(sealed[...], authenticating: []) == [1, 2, 3])
    }

    @Test("HKDF-SHA256 itself gives test case 1 of RFC 5869")
    func hkdf() {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: [UInt8](repeating: 0x0B, count: 22)),
            salt: hex("000102030405060708090a0b0c"),
            info: hex("f0f1f2f3f4f5f6f7f8f9"),
            outputByteCount: 42
        )
        let expected = hex(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        )
        #expect(key.withUnsafeBytes { Array($0) } == expected)
    }

    @Test("A key's id is the same for ever, and another for another key")
    func ids() throws {
        let one = try #require(MasterKey(Array(0..<32)))
        let other = try #require(MasterKey(Array(1..<33)))
        #expect(one.id.description == "ca13e5bbe3ac9221")
        #expect(one.id != other.id)
        #expect(MasterKey(Array(0..<31)) == nil)
        #expect(MasterKey(Array(0..<33)) == nil)
    }

    @Test("Nonces of one sequence differ, also where their number wraps")
    func nonces() throws {
        var nonces = NonceSequence(high: .max, low: .max - 2)
        var seen: Set<[UInt8]> = []
        for _ in 0..<6 { seen.insert(Array(try nonces.next())) }
        #expect(seen.count == 6)
        #expect(seen.contains(hex("ffffffff ffffffffffffffff")))
        #expect(seen.contains(hex("00000000 0000000000000000")))
    }
}
