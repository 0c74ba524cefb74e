extension Duration {
    /// A duration as the configuration writes it, such as `2h`, `7d` or `1h30m`; nil for any other text.
    package init?(configurationText text: String) {
        guard let duration = Quantity.duration(text) else { return nil }
        self = duration
    }
}
