import Foundation
import Hummingbird

extension RequestContext {
    /// A part of the path, as the caller meant it: `%2F` is a slash.
    func parameter(_ name: String) throws -> String {
        let text = try parameters.require(name)
        guard let decoded = text.removingPercentEncoding else {
            throw HTTPError(.badRequest, message: "\(name) is not percent-encoded UTF-8")
        }
        return decoded
    }
}
