import ArgumentParser
import EventSourcing
import EventStoreCompression

/// How payloads are shown that are stored in another form.
struct ReadPayloadOptions: ParsableArguments {
    @Flag(help: "Compressed payloads as they are stored, instead of what they stand for.")
    var stored = false

    var payloads: PayloadPipeline { stored ? [] : [PayloadCompression.reading] }
}

/// How payloads are stored.
struct WritePayloadOptions: ParsableArguments {
    @Option(help: "Compress payloads that become shorter by it: gzip, lz4 or zstd.")
    var compress: CompressionAlgorithm?

    @Option(help: ArgumentHelp("The level of the compression; unless given, the algorithm's own.", valueName: "level"))
    var compressLevel: Int?

    @Option(help: ArgumentHelp("Leave payloads of fewer bytes as they are.", valueName: "bytes"))
    var compressFrom = CompressionRule.defaultThreshold

    @Flag(help: "Take payloads as they are, also those that say they are compressed: lines of export --stored.")
    var stored = false

    var payloads: PayloadPipeline {
        stored ? [] : [PayloadCompression(CompressionRule(compress, level: compressLevel, threshold: compressFrom))]
    }

    func validate() throws {
        if stored, compress != nil { throw ValidationError("--stored and --compress exclude each other") }
        guard compressFrom >= 0 else { throw ValidationError("--compress-from must be at least 0") }
        guard let compressLevel else { return }
        guard let compress else { throw ValidationError("--compress-level goes with --compress") }
        guard compress.levels.contains(compressLevel) else {
            throw ValidationError(
                "the levels of \(compress.rawValue) are \(compress.levels.lowerBound) to \(compress.levels.upperBound)")
        }
    }
}
