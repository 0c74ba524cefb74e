import ConfigurationReader
import Testing

@Test func first() {
    let file = ConfigurationFile(
        text: """
            a: 1
            b: {c: [x, 2], d: "${X}", d: 2}
            """,
        environment: { _ in "v" }
    )
    #expect(file.root?.integer("a") == 1)
    let b = file.root?.section("b", title: "b")
    #expect(b?.strings("c") == ["x", "2"])
    #expect(b?.string("d") == "v")
    file.root?.finish()
    #expect(file.diagnostics.map(\.description) == [])
}
