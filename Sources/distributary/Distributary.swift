import ArgumentParser

@main
struct Distributary: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distributary",
        abstract: "Takes glucose events from a webhook, makes them safe on disk and delivers them where routes say."
    )
}
