/// What is wrong with a credentials file, without its content.
struct CredentialsMistake: Error, Sendable {
    let message: String
}
