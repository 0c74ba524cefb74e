import CMongoC
import Synchronization

/// libmongoc itself: set up once, and silent. It would write its log to the standard streams.
enum MongoLibrary {
    /// What is said while somebody listens; nil while nobody does.
    private static let said = Mutex<[String]?>(nil)
    /// One listener at a time.
    private static let turn = Mutex(())

    private static let isStarted: Bool = {
        mongoc_init()
        mongoc_log_set_handler(
            { level, _, message, _ in
                guard level == MONGOC_LOG_LEVEL_WARNING, let message else { return }
                let text = String(cString: message)
                MongoLibrary.said.withLock { $0?.append(text) }
            },
            nil
        )
        return true
    }()

    /// Must have been called before anything else is.
    static func start() { precondition(isStarted) }

    /// What libmongoc warns of during `body`, which is where it says that it does not know an option.
    static func warnings(_ body: () -> Void) -> [String] {
        turn.withLock { _ in
            said.withLock { $0 = [] }
            body()
            return said.withLock { said in
                defer { said = nil }
                return (said ?? []).filter { $0.isAboutOptions }
            }
        }
    }
}

extension String {
    /// Whether a message is about the connection string, and not of one of libmongoc's own threads.
    fileprivate var isAboutOptions: Bool {
        ["option", "Unsupported", "Invalid", "Unrecognized", "URI"].contains { contains($0) }
    }
}
