/// What this program calls itself where somebody asks, and in the first line of its log.
enum Version {
    static let current = "0.1.0"
}
