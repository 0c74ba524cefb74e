import Crypto
import Foundation

/// A large blob as blocks to upload one by one and to commit as a list.
struct BlockList: Sendable {
    struct Block: Sendable {
        /// Base64; of one length for all blocks of a blob.
        let id: String
        let content: ArraySlice<UInt8>
    }

    let blocks: [Block]

    /// Ids are made from the content: two writers of one blob that meet upload the same blocks under the same ids, or
    /// other ones under others, so that neither can commit what the other wrote.
    init(_ content: ArraySlice<UInt8>, blockSize: Int, digest: some Sequence<UInt8>) {
        let prefix = Array(digest.prefix(16))
        var blocks: [Block] = []
        var rest = content
        while !rest.isEmpty {
            let index = withUnsafeBytes(of: UInt32(blocks.count).bigEndian) { Array($0) }
            let id = Data(prefix + index).base64EncodedString()
            blocks.append(Block(id: id, content: rest.prefix(blockSize)))
            rest = rest.dropFirst(blockSize)
        }
        self.blocks = blocks
    }

    /// The body of Put Block List.
    var xml: String {
        let items = blocks.map { "<Latest>\($0.id)</Latest>" }.joined()
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>\(items)</BlockList>"
    }
}
