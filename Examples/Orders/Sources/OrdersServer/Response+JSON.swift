import Foundation
import Hummingbird

extension Response {
    /// One line of JSON, its keys in order.
    init(json value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json") throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = try encoder.encode(value) + Data("\n".utf8)
        self.init(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
