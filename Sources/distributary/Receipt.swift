/// What the daemon answered: `{"accepted":n,"duplicates":m}`.
struct Receipt: Decodable {
    var accepted = 0
    var duplicates = 0

    mutating func add(_ other: Receipt) {
        accepted += other.accepted
        duplicates += other.duplicates
    }
}
