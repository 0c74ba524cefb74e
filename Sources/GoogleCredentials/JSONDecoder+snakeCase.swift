import Foundation

extension JSONDecoder {
    /// For the names that OAuth 2.0 and Google's files give members, such as `access_token`.
    static var snakeCase: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}
