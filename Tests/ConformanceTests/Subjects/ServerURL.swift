import Foundation

/// The parts of a server's URI that a subject changes to put a proxy in front.
struct ServerURL {
    private let components: URLComponents
    let port: Int

    init(_ text: String) throws {
        guard let components = URLComponents(string: text), let port = components.port else {
            throw CocoaError(.formatting)
        }
        self.components = components
        self.port = port
    }

    /// The same server through another port, with other parameters.
    func url(port: Int, query: String) -> String {
        var components = components
        components.port = port
        components.query = query
        return components.string ?? ""
    }
}
