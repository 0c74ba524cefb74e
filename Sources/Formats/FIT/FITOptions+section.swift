import ConfigurationReader

extension FITOptions {
    /// Nil if a mistake was reported.
    init?(_ section: ConfigurationSection) {
        self.init()
        guard let fit = section.section("fit", title: "the format fit") else { return }
        assumedOffset = OffsetReader.read(fit)
        fit.finish()
    }
}
