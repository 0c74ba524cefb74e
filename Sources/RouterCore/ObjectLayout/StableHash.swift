import Crypto

/// Short names for long or many things, the same on every machine and for ever.
enum StableHash {
    /// The first `digits` lowercase hexadecimal digits of the SHA-256 of the texts, each ended by a NUL.
    static func hexadecimal(_ texts: some Sequence<String>, digits: Int) -> String {
        var hash = SHA256()
        for text in texts {
            hash.update(data: Array(text.utf8))
            hash.update(data: [0])
        }
        let alphabet = Array("0123456789abcdef".utf8)
        let text = hash.finalize().flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] }
        return String(decoding: text.prefix(digits), as: UTF8.self)
    }
}
