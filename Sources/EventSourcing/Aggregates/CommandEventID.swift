public import Foundation

extension UUID {
    /// The id of the event number `index` (from 0) that a command brings about: always the same, so that a command that comes
    /// twice is known by it.
    ///
    /// A UUID version 8 (RFC 9562), which leaves its layout to us: the bits of the command's id, with version 8, and with
    /// `index` times 0x278DDE6E5FD29F05 added to the last 62 bits, modulo 2⁶². The factor is odd, so the ids of one command all
    /// differ. It is 2⁶² divided by the golden ratio, whose multiples keep far from each other: the ids of two commands that
    /// are counted up, even of 10,000 events each, differ when the commands' ids differ by less than 10¹⁴. Random ids (versions
    /// 4 and 7) meet no oftener than random ids do. No hash is needed, and the command can be read off the id of its first
    /// event. Should two meet all the same, the events' causation id tells it: it is an error, never a silent repetition.
    public static func eventID(ofCommand command: UUID, index: Int) -> UUID {
        var bytes = command.uuid
        withUnsafeMutableBytes(of: &bytes) { bytes in
            bytes[6] = 0x80 | (bytes[6] & 0x0F)
            let last = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            let mask = UInt64(1) << 62 - 1
            let moved = ((last & mask) &+ UInt64(index) &* 0x278D_DE6E_5FD2_9F05) & mask
            bytes.storeBytes(of: (moved | UInt64(1) << 63).bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return UUID(uuid: bytes)
    }
}
