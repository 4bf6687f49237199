import Crypto
import Foundation

/// Event ids for lines that bring none: the same line of the same import always gets the same id, so that an import that
/// is run again stores nothing twice.
enum DeterministicEventID {
    /// A UUID version 8 from the first 122 free bits of SHA-256 over the import's name, the line's number and its bytes.
    static func make(importName: String, lineNumber: Int, line: UnsafeBufferPointer<UInt8>) -> UUID {
        var hash = SHA256()
        hash.update(data: Array("eventstore import\n\(importName.utf8.count) \(importName)\n\(lineNumber)\n".utf8))
        hash.update(bufferPointer: UnsafeRawBufferPointer(line))
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = 0x80 | (bytes[6] & 0x0F)
        bytes[8] = 0x80 | (bytes[8] & 0x3F)
        return UUID(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9],
                bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
            ))
    }
}
