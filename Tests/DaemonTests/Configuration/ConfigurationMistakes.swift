/// The mistakes that a configuration can hold, and what is shown of each.
enum ConfigurationMistakes {
    static let all = inRoutes + inDestinations + inTheDaemonItself
}
