import Signing
import Testing

/// The signatures were made with the signer of azure-storage-blob 12.31.1 for Python, and the emulators' public key.
@Suite struct AzureSharedKeyTests {
    struct Vector: Sendable {
        var account = "acct"
        let method: String
        let path: String
        var query: [(name: String, value: String)] = []
        var headers: [(name: String, value: String)] = []
        var contentLength = 0
        let authorization: String
    }

    private static let key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

    private static let vectors = [
        Vector(
            method: "HEAD",
            path: "/cgm/2022-03-16/body/u-1.json",
            authorization: "SharedKey acct:SKolr3zA4L9f3NhK9LUxEq7J0CsvECCeJgmlNbzCrdY="
        ),
        Vector(
            method: "PUT",
            path: "/cgm/a%20b/%C3%BC%2B%252F.json",
            headers: [
                ("Content-Type", "application/json"), ("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="),
                ("If-None-Match", "*"), ("x-ms-blob-type", "BlockBlob"), ("x-ms-meta-ordering", "1789549441123"),
                ("x-ms-meta-id", "trace-1:chunk:2"),
            ],
            contentLength: 5,
            authorization: "SharedKey acct:wgWc7+5YsJGQB6kNZRtnNTX3g/RLGN+bWUzu2QHi5qc="
        ),
        Vector(
            method: "PUT",
            path: "/cgm/x",
            query: [("comp", "block"), ("blockid", "QUFB+A==")],
            contentLength: 3,
            authorization: "SharedKey acct:zD7xxYWeYwv4n1kMHufKZfZF4krsxRC6S9eZ4RmbcBM="
        ),
        Vector(
            account: "devstoreaccount1",
            method: "PUT",
            path: "/devstoreaccount1/cgm",
            query: [("restype", "container")],
            authorization: "SharedKey devstoreaccount1:HzJ09jBavsbT9kDO87VIh6koEdCLWpxsEPjgGKRMxwQ="
        ),
        // The service does not see the hyphens when it orders headers.
        Vector(
            method: "PUT",
            path: "/cgm/x",
            query: [("comp", "blocklist")],
            headers: [("x-ms-meta-a-c", "1"), ("x-ms-meta-ab", "2"), ("If-Match", "\"0x8DC\"")],
            contentLength: 10,
            authorization: "SharedKey acct:MiFtoTrUXdBDI8DZXJv5I12rbYqoHtbNSXDCFdeDdNc="
        ),
    ]

    @Test(arguments: vectors.indices) func signsAsTheVendorsOwnLibraryDoes(index: Int) throws {
        let vector = Self.vectors[index]
        let signer = try AzureSharedKey(account: vector.account, key: Self.key)
        let dated = [("x-ms-version", "2021-12-02"), ("x-ms-date", "Sun, 22 Nov 2026 17:00:00 GMT")]
        let authorization = signer.authorization(
            method: vector.method,
            path: vector.path,
            query: vector.query,
            headers: vector.headers + dated,
            contentLength: vector.contentLength
        )
        #expect(authorization == vector.authorization)
    }

    @Test(arguments: ["", "not base64!", "abc"]) func refusesWhatIsNoKey(text: String) {
        let error = #expect(throws: InvalidSecret.self) { try AzureSharedKey(account: "acct", key: text) }
        #expect(error?.reason.contains("base64") == true)
        if !text.isEmpty { #expect(error?.reason.contains(text) == false) }
    }
}
